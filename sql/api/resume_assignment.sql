-- Lets the clock of one course work run again; the next tick catches up. Refuses where there is no such course work
-- (SC006), it is not paused (SC008), or `p_foretold` is not what would happen (SC011). Returns the audit event's id.
create function stageclock.resume_assignment(
    p_assignment_id bigint,
    p_actor_id bigint,
    p_reason text default null,
    p_foretold text default null
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_work public.assignments := stageclock.lock_assignment(p_assignment_id);
    v_at timestamptz;
begin
    perform stageclock.lock_stages_of(p_assignment_id);
    v_at := stageclock.current_time();
    perform stageclock.refuse_surprise_of_work(p_foretold, v_work, 'resumption', v_at);
    perform stageclock.refuse_running(v_work.paused_at);
    update public.assignments a set paused_at = null, paused_by = null, pause_reason = null
    where a.id = p_assignment_id;
    return stageclock.record_audit(
        p_actor_id, 'assignment_resumed', 'assignment', p_assignment_id,
        jsonb_build_object('paused_at', v_work.paused_at, 'reason', stageclock.tell_reason(p_reason)), v_at);
end
$$;
