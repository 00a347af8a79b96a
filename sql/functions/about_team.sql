-- What a notice about a team says: the team and its course work, by key and by name, and who did it, if anybody.
create function stageclock.about_team(p_team public.teams, p_actor_id bigint default null) returns jsonb
language sql stable
begin atomic
    select jsonb_build_object(
        'assignment_id', a.id, 'assignment', a.title, 'team_id', (p_team).id, 'team', (p_team).name,
        'by', (select u.name from public.users u where u.id = p_actor_id))
    from public.assignments a
    where a.id = (p_team).assignment_id;
end;
