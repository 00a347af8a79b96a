-- Puts a published course work away: its clock stands still, everything can still be read. What is due is done before.
-- Refuses where there is no such course work (SC006), it is a draft, or archived already (SC002). Returns the audit
-- event's id.
create function stageclock.archive_assignment(p_assignment_id bigint, p_actor_id bigint, p_reason text default null)
returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_work public.assignments := stageclock.lock_assignment(p_assignment_id);
    v_at timestamptz;
begin
    if v_work.state = 'draft' then
        perform stageclock.refuse('SC002', 'A draft is not archived: delete it, or publish it first.');
    elsif v_work.state = 'archived' then
        perform stageclock.refuse('SC002', 'This course work is archived already.');
    end if;
    perform stageclock.lock_stages_of(p_assignment_id);
    v_at := stageclock.current_time();
    perform stageclock.settle_assignment(p_assignment_id, v_at);
    update public.assignments a set state = 'archived' where a.id = p_assignment_id;
    return stageclock.record_audit(
        p_actor_id, 'assignment_archived', 'assignment', p_assignment_id,
        jsonb_build_object('reason', stageclock.tell_reason(p_reason)), v_at);
end
$$;
