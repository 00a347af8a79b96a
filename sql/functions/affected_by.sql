-- What closing a stage would do beyond telling people, as things stand and without drawing: how many it concerns, and
-- the first five by name. For a team formation the students without a team; for a division the required roles that
-- nobody holds, as "team: role"; for other kinds nothing.
create function stageclock.affected_by(
    p_stage_id bigint,
    p_kind public.stage_kind,
    out affected bigint,
    out affected_names text[]
)
language plpgsql stable
as $$
begin
    affected := 0;
    affected_names := '{}';
    if p_kind = 'team_formation' then
        select count(*), coalesce((array_agg(u.name order by u.name, u.id))[1:5], '{}')
        into affected, affected_names
        from public.stages s
        cross join lateral stageclock.students_without_team(s.assignment_id) w
        join public.users u on u.id = w.user_id
        where s.id = p_stage_id;
    elsif p_kind = 'division' then
        select count(*), coalesce((array_agg(t.name || ': ' || r.name order by t.name, t.id, r.id))[1:5], '{}')
        into affected, affected_names
        from stageclock.vacant_roles(p_stage_id) v
        join public.teams t on t.id = v.team_id
        join public.division_roles r on r.id = v.role_id;
    end if;
end
$$;
