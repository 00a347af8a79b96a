-- Carries a course work's state and pause to its stages; `hold_stage` computes the value.
create function stageclock.hold_stages_of_assignment() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform stageclock.lock_stages_of(new.id);
    update public.stages s
    set held = stageclock.stands_still(new.state, new.paused_at, s.paused_at)
    where s.assignment_id = new.id
      and s.held <> stageclock.stands_still(new.state, new.paused_at, s.paused_at);
    return null;
end
$$;

create trigger hold_stages_of_assignment
    after update of state, paused_at on public.assignments
    for each row
    when (old.state is distinct from new.state or old.paused_at is distinct from new.paused_at)
    execute function stageclock.hold_stages_of_assignment();
