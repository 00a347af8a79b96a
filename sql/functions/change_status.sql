-- Writes a change of status made by hand: status, history with effects, notices. The caller has locked, settled and
-- checked. Without an actor it was an operator's act. Returns the transition's id.
create function stageclock.change_status(
    p_stage public.stages,
    p_to public.stage_status,
    p_due_at timestamptz,
    p_at timestamptz,
    p_actor_id bigint,
    p_reason text
) returns bigint
language plpgsql volatile
as $$
declare
    v_transition bigint;
begin
    update public.stages s set status = p_to where s.id = p_stage.id;
    v_transition := stageclock.record_transition(
        p_stage, p_to, p_due_at, p_at,
        case when p_actor_id is null then 'operator' else 'teacher' end::public.transition_cause,
        p_actor_id, p_reason, null);
    delete from public.stage_attempts a where a.stage_id = p_stage.id;
    perform stageclock.announce(array[v_transition]);
    perform stageclock.wake('stage', p_stage.id);
    return v_transition;
end
$$;
