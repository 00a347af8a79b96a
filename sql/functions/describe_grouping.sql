-- What a grouping did, read from its own rows: teams it filled and made with whom it put there, in the order of joining,
-- and those of them that are outside min..max.
create function stageclock.describe_grouping(p_work public.assignments, p_transition_id bigint) returns jsonb
language sql stable
begin atomic
    with touched as (
        select t.id, t.transition_id is not distinct from p_transition_id as is_new,
               jsonb_build_object('team_id', t.id, 'name', t.name, 'members', jsonb_agg(m.user_id order by m.user_id))
                   as line,
               (select count(*) from public.team_members a where a.team_id = t.id) as size
        from public.team_members m
        join public.teams t on t.id = m.team_id
        where m.transition_id = p_transition_id
        group by t.id
    )
    select jsonb_build_object(
        'filled', coalesce(jsonb_agg(t.line order by t.id) filter (where not t.is_new), '[]'),
        'made', coalesce(jsonb_agg(t.line order by t.id) filter (where t.is_new), '[]'),
        'flagged', coalesce(
            jsonb_agg(t.id order by t.id)
                filter (where t.size not between (p_work).min_team_size and (p_work).max_team_size),
            '[]'))
    from touched t;
end;
