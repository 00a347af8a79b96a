-- Stops the clock of one course work: its stages are held and open to nobody. What is due is done before. Refuses
-- where there is no such course work (SC006), it is paused already (SC008), or `p_foretold` is not what would happen
-- (SC011). Returns the audit event's id.
create function stageclock.pause_assignment(
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
    perform stageclock.refuse_surprise_of_work(p_foretold, v_work, 'pause', v_at);
    perform stageclock.refuse_paused(v_work.paused_at);
    perform stageclock.settle_assignment(p_assignment_id, v_at);
    update public.assignments a
    set paused_at = v_at, paused_by = p_actor_id, pause_reason = stageclock.tell_reason(p_reason)
    where a.id = p_assignment_id;
    return stageclock.record_audit(
        p_actor_id, 'assignment_paused', 'assignment', p_assignment_id,
        jsonb_build_object('reason', stageclock.tell_reason(p_reason)), v_at);
end
$$;
