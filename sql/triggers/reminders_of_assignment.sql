-- Moves the reminders of a course work's open stages when its distances are changed. One that is due stays so: the next
-- tick makes it, where its distance is still there.
create function stageclock.reminders_of_assignment() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz := stageclock.current_time();
begin
    update public.stages s
    set remind_at = stageclock.next_reminder(s, v_at)
    where s.assignment_id = new.id and s.status <> 'pending' and (s.remind_at <= v_at) is not true;
    return null;
end
$$;

create trigger reminders_of_assignment
    after update of reminders on public.assignments
    for each row
    when (old.reminders is distinct from new.reminders)
    execute function stageclock.reminders_of_assignment();
