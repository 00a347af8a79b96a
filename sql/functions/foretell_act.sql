-- All that an act by hand would do to a stage, in order: what settling does first, the act's own change of status, what
-- the clock does with the stage from then on. Changes nothing; refuses as the act does (`supposed_after`).
create function stageclock.foretell_act(
    p_stage_id bigint,
    p_act text,
    p_starts_at timestamptz,
    p_ends_at timestamptz,
    p_at timestamptz
) returns setof stageclock.foreseen
language plpgsql stable
as $$
declare
    v_stage public.stages := stageclock.read_stage(p_stage_id);
    v_moves stageclock.foreseen[] :=
        stageclock.foretell_settling(stageclock.settled_first(v_stage, p_act, p_at), p_at);
    v_after public.stages;
begin
    v_stage.status :=
        stageclock.effective_status(v_stage.status, v_stage.held, v_stage.starts_at, v_stage.ends_at, p_at);
    v_after := stageclock.supposed_after(p_act, v_stage, p_starts_at, p_ends_at, p_at);
    if v_after.status <> v_stage.status then
        v_moves := v_moves || stageclock.supposed_by_hand(v_stage, v_after.status, p_at);
    end if;
    v_moves := v_moves || array(
        select m from stageclock.moves_ahead(v_after, v_after.held) m order by m.to_status);
    return query select * from stageclock.foretell_people(v_moves, v_stage.assignment_id, p_at);
end
$$;
