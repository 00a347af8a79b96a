-- The required roles of a division that nobody of a team holds: a closing gives them out. Teams without members have
-- none. Inlined.
create function stageclock.vacant_roles(p_stage_id bigint) returns table (team_id bigint, role_id bigint)
language sql stable
begin atomic
    select t.id, r.id
    from public.stages s
    join public.teams t on t.assignment_id = s.assignment_id
    join public.division_roles r on r.stage_id = s.id and (r.team_id is null or r.team_id = t.id) and r.required
    where s.id = p_stage_id
      and exists (select from public.team_members m where m.team_id = t.id)
      and not exists (select from public.role_assignments h where h.team_id = t.id and h.role_id = r.id);
end;
