-- Stops the clock of one course work: its stages are held and open to nobody. What is due is done before. Refuses
-- where there is no such course work (SC006) or it is paused already (SC008). Returns the audit event's id.
create function stageclock.pause_assignment(p_assignment_id bigint, p_actor_id bigint, p_reason text default null)
returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_work public.assignments := stageclock.lock_assignment(p_assignment_id);
    v_at timestamptz := stageclock.current_time();
begin
    if v_work.paused_at is not null then
        perform stageclock.refuse('SC008', 'It is paused already.');
    end if;
    perform stageclock.settle_assignment(p_assignment_id, v_at);
    update public.assignments a
    set paused_at = v_at, paused_by = p_actor_id, pause_reason = stageclock.tell_reason(p_reason)
    where a.id = p_assignment_id;
    return stageclock.record_audit(
        p_actor_id, 'assignment_paused', 'assignment', p_assignment_id,
        jsonb_build_object('reason', stageclock.tell_reason(p_reason)), v_at);
end
$$;
