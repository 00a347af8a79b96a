-- What a grouping did, read from its own rows: teams it filled and made with whom it put there, by key; and which
-- of these, and of the teams that were left open, are outside min..max.
create function stageclock.describe_grouping(p_work public.assignments, p_transition_id bigint) returns jsonb
language sql stable
begin atomic
    with touched as (
        select t.id, t.transition_id is not distinct from p_transition_id as is_new,
               jsonb_build_object('team_id', t.id, 'name', t.name, 'members', jsonb_agg(m.user_id order by m.user_id))
                   as line
        from public.team_members m
        join public.teams t on t.id = m.team_id
        where m.transition_id = p_transition_id
        group by t.id
    ), flagged as (
        select t.id, jsonb_build_object('team_id', t.id, 'name', t.name) as line
        from public.teams t
        join public.team_members m on m.team_id = t.id
        where t.assignment_id = (p_work).id
          and (t.status in ('forming', 'awaiting') and t.locked_at is null or t.id in (select x.id from touched x))
        group by t.id
        having count(*) not between (p_work).min_team_size and (p_work).max_team_size
    )
    select jsonb_build_object(
        'filled', coalesce(jsonb_agg(t.line order by t.id) filter (where not t.is_new), '[]'),
        'made', coalesce(jsonb_agg(t.line order by t.id) filter (where t.is_new), '[]'),
        'flagged', (select coalesce(jsonb_agg(f.line order by f.id), '[]') from flagged f))
    from touched t;
end;
