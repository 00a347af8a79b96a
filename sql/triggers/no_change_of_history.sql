-- The history of transitions is append-only: it refuses to be changed or removed, row by row or as a whole, by anybody.
-- Only what belongs to a course work may go whose deletion, with all that it was, stands in the audit event that
-- `delete_assignment` shows for this one transaction: the setting alone opens nothing.
create function stageclock.no_change_of_history() returns trigger
language plpgsql
as $$
declare
    v_shown text := nullif(pg_catalog.current_setting('stageclock.deletion', true), '');
begin
    if tg_op = 'DELETE' and tg_level = 'STATEMENT' and v_shown is not null then
        return null; -- each row is asked below
    elsif tg_op = 'DELETE' and tg_level = 'ROW' and exists (
        select
        from public.audit_events e
        join public.stages s on s.id = old.stage_id
        where e.id = v_shown::bigint and e.action = 'assignment_deleted'
          and e.details ->> 'assignment_id' = s.assignment_id::text
    ) then
        return old;
    end if;
    raise exception using
        errcode = 'SC010',
        message = 'The history of transitions is append-only: nothing in it is changed or removed.';
end
$$;

create trigger no_change_of_history
    before update or delete or truncate on public.stage_transitions
    for each statement execute function stageclock.no_change_of_history();

create trigger no_removal_from_history
    before delete on public.stage_transitions
    for each row execute function stageclock.no_change_of_history();
