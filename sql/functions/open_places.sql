-- The free places in teams that still take somebody (forming or awaiting, not locked, below the maximum), in the order in
-- which they are filled: teams below the minimum first, those that need fewest before the others, then evenly.
create function stageclock.open_places(p_assignment_id bigint) returns table (team_id bigint, place bigint, is_needed boolean)
language sql stable
begin atomic
    with open_teams as (
        select t.id, a.min_team_size, a.max_team_size, count(m.user_id)::integer as size
        from public.teams t
        join public.assignments a on a.id = t.assignment_id
        left join public.team_members m on m.team_id = t.id
        where t.assignment_id = p_assignment_id
          and t.status in ('forming', 'awaiting') and t.locked_at is null
        group by t.id, a.min_team_size, a.max_team_size
    )
    select o.id,
           row_number() over (
               order by n > o.min_team_size,
                        case when n <= o.min_team_size then o.min_team_size - o.size else n end,
                        o.id, n),
           n <= o.min_team_size
    from open_teams o
    cross join lateral generate_series(o.size + 1, o.max_team_size) n;
end;
