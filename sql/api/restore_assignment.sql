-- Takes an archived course work out again: it is published, and the next tick catches up. Refuses where there is no such
-- course work (SC006) or it is not archived (SC002). Returns the audit event's id.
create function stageclock.restore_assignment(p_assignment_id bigint, p_actor_id bigint, p_reason text default null)
returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_work public.assignments := stageclock.lock_assignment(p_assignment_id);
begin
    if v_work.state <> 'archived' then
        perform stageclock.refuse('SC002', 'This course work is not archived.');
    end if;
    update public.assignments a set state = 'published' where a.id = p_assignment_id;
    return stageclock.record_audit(
        p_actor_id, 'assignment_restored', 'assignment', p_assignment_id,
        jsonb_build_object('reason', stageclock.tell_reason(p_reason)), stageclock.current_time());
end
$$;
