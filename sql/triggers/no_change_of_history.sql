-- The history of transitions is append-only: it refuses to be changed or removed, row by row or as a whole.
create function stageclock.no_change_of_history() returns trigger
language plpgsql
as $$
begin
    raise exception using
        errcode = 'SC010',
        message = 'The history of transitions is append-only: nothing in it is changed or removed.';
end
$$;

create trigger no_change_of_history
    before update or delete or truncate on public.stage_transitions
    for each statement execute function stageclock.no_change_of_history();
