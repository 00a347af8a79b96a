-- What taking a grouping back leaves: the teams that the closing made and people built on, and whom it put into other
-- teams where they have worked.
create function stageclock.kept_by_undo(p_transition_id bigint) returns jsonb
language sql stable
begin atomic
    select jsonb_build_object(
        'kept_teams', (
            select coalesce(jsonb_agg(t.id order by t.id), '[]')
            from public.teams t
            where t.transition_id = p_transition_id and stageclock.is_built_on(t, p_transition_id)),
        'kept_members', (
            select coalesce(jsonb_agg(m.user_id order by m.user_id), '[]')
            from public.team_members m
            join public.teams t on t.id = m.team_id
            where m.transition_id = p_transition_id
              and t.transition_id is distinct from p_transition_id
              and stageclock.has_worked(m.team_id, m.user_id)));
end;
