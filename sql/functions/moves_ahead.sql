-- What the clock does with a stage from here on if nobody acts, what is overdue included. The stage may be as it is or
-- as it is supposed to be; `p_held`: whether its clock stands still.
create function stageclock.moves_ahead(p_stage public.stages, p_held boolean) returns setof stageclock.foreseen
language plpgsql immutable parallel safe
as $$
declare
    v_move stageclock.foreseen;
begin
    if p_held then
        return;
    end if;
    v_move.stage_id := p_stage.id;
    v_move.name := p_stage.name;
    v_move.kind := p_stage.kind;
    v_move.by_hand := false;
    if p_stage.status = 'pending' and p_stage.starts_at is not null then
        v_move.due_at := p_stage.starts_at;
        v_move.from_status := 'pending';
        v_move.to_status := 'active';
        return next v_move;
        p_stage.status := 'active';
    end if;
    if p_stage.status = 'active' and p_stage.ends_at is not null then
        v_move.due_at := p_stage.ends_at;
        v_move.from_status := 'active';
        v_move.to_status := 'completed';
        return next v_move;
    end if;
end
$$;
