-- Refuses that a role of other course work, or another team's own, is held in a team: whoever writes the row.
create function stageclock.no_foreign_role() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform stageclock.refuse_foreign_role(r, t)
    from public.division_roles r, public.teams t
    where r.id = new.role_id and t.id = new.team_id;
    return null;
end
$$;

create trigger no_foreign_role
    after insert or update on public.role_assignments
    for each row execute function stageclock.no_foreign_role();
