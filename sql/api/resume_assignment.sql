-- Lets the clock of one course work run again; the next tick catches up. Refuses where there is no such course work
-- (SC006) or it is not paused (SC008). Returns the audit event's id.
create function stageclock.resume_assignment(p_assignment_id bigint, p_actor_id bigint, p_reason text default null)
returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_work public.assignments := stageclock.lock_assignment(p_assignment_id);
    v_at timestamptz := stageclock.current_time();
begin
    if v_work.paused_at is null then
        perform stageclock.refuse('SC008', 'It is not paused.');
    end if;
    update public.assignments a set paused_at = null, paused_by = null, pause_reason = null
    where a.id = p_assignment_id;
    return stageclock.record_audit(
        p_actor_id, 'assignment_resumed', 'assignment', p_assignment_id,
        jsonb_build_object('paused_at', v_work.paused_at, 'reason', stageclock.tell_reason(p_reason)), v_at);
end
$$;
