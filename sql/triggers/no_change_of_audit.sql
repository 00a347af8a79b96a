-- The audit is append-only: it refuses to be changed or removed, row by row or as a whole.
create function stageclock.no_change_of_audit() returns trigger
language plpgsql
as $$
begin
    perform stageclock.refuse('SC010', 'The audit is append-only: nothing in it is changed or removed.');
    return null;
end
$$;

create trigger no_change_of_audit
    before update or delete or truncate on public.audit_events
    for each statement execute function stageclock.no_change_of_audit();
