-- Moves the reminders of a course work's open stages when its distances are changed.
create function stageclock.reminders_of_assignment() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update public.stages s
    set remind_at = stageclock.next_reminder(s.id, s.assignment_id, s.ends_at, stageclock.current_time())
    where s.assignment_id = new.id and s.status = 'active';
    return null;
end
$$;

create trigger reminders_of_assignment
    after update of reminders on public.assignments
    for each row
    when (old.reminders is distinct from new.reminders)
    execute function stageclock.reminders_of_assignment();
