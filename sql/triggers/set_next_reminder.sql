-- Keeps `stages.remind_at`: a stage that is open, or is so for a team, has its next reminder there, every other none. Moved
-- with the end. One that is due stays so: the next tick makes it, where its end is still ahead. Whoever changes many stages
-- reckons it for all of them at once and writes it himself, which is believed.
create function stageclock.set_next_reminder() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz := stageclock.current_time();
begin
    if new.status = 'pending' then
        new.remind_at := null;
    elsif tg_op = 'UPDATE' and (old.remind_at <= v_at or new.remind_at is distinct from old.remind_at) then
        return new;
    elsif new.status = 'completed' and not exists (
        select from public.stage_extensions x where x.stage_id = new.id and x.revoked_at is null
    ) then
        new.remind_at := null;
    else
        new.remind_at := stageclock.next_reminder(new, v_at);
    end if;
    return new;
end
$$;

create trigger set_next_reminder
    before insert or update of status, ends_at, assignment_id on public.stages
    for each row execute function stageclock.set_next_reminder();
