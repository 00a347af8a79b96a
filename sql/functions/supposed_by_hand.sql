-- The change of status that an act by hand makes itself, with the instant that was planned for it, as `due_at` of the
-- history keeps it: the end where it closes, else a start that still lies ahead.
create function stageclock.supposed_by_hand(
    p_stage public.stages,
    p_to public.stage_status,
    p_at timestamptz
) returns stageclock.foreseen
language plpgsql immutable parallel safe
as $$
declare
    v_move stageclock.foreseen;
begin
    v_move.due_at := case when p_to = 'completed' then p_stage.ends_at
                          when p_stage.starts_at > p_at then p_stage.starts_at
                     end;
    v_move.stage_id := p_stage.id;
    v_move.name := p_stage.name;
    v_move.kind := p_stage.kind;
    v_move.from_status := p_stage.status;
    v_move.to_status := p_to;
    v_move.by_hand := true;
    return v_move;
end
$$;
