-- Keeps `stages.remind_at`: a stage that is open, or is so for a team, has its next reminder there, every other none. Moved
-- with the end. One that is due stays so: the next tick makes it, where its end is still ahead.
create function stageclock.set_next_reminder() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz := stageclock.current_time();
begin
    if new.status = 'pending' then
        new.remind_at := null;
    elsif tg_op = 'INSERT' or (old.remind_at <= v_at) is not true then
        new.remind_at := stageclock.next_reminder(new, v_at);
    end if;
    return new;
end
$$;

create trigger set_next_reminder
    before insert or update of status, ends_at, assignment_id on public.stages
    for each row execute function stageclock.set_next_reminder();
