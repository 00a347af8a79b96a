-- Keeps `stages.remind_at`: an open stage with an end has its next reminder there, every other none. Moved with the end.
create function stageclock.set_next_reminder() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    new.remind_at := case when new.status = 'active' then
        stageclock.next_reminder(new.id, new.assignment_id, new.ends_at, stageclock.current_time()) end;
    return new;
end
$$;

create trigger set_next_reminder
    before insert or update of status, ends_at, assignment_id on public.stages
    for each row execute function stageclock.set_next_reminder();
