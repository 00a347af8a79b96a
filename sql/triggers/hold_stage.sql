-- Keeps `stages.held`: the course work is no published one, or it or the stage is paused. Whatever was written is
-- overruled. The course work's row is locked, so that its own change and a new stage cannot miss each other.
create function stageclock.hold_stage() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    select stageclock.stands_still(a.state, a.paused_at, new.paused_at)
    into new.held
    from public.assignments a
    where a.id = new.assignment_id
    for share;
    new.held := coalesce(new.held, false);
    return new;
end
$$;

create trigger hold_stage
    before insert or update of assignment_id, paused_at, held on public.stages
    for each row execute function stageclock.hold_stage();
