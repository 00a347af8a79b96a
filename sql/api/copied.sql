-- Where a plan would lie so many weeks on, by wall time in its own zone or another one; changes nothing. With the course
-- work's own dates as a first row without a stage, where the whole is copied: they only inform, and may be past. Problems
-- as in `shifted`.
create function stageclock.copied(
    p_assignment_id bigint,
    p_weeks integer,
    p_zone_to text,
    p_whole boolean,
    p_at timestamptz default stageclock.current_time()
)
returns table (
    stage_id bigint, name text, starts_at timestamptz, ends_at timestamptz,
    new_starts_at timestamptz, starts_wall timestamp, starts_problem text,
    new_ends_at timestamptz, ends_wall timestamp, ends_problem text
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    with dated as (
        select s.id, s.position, s.name, s.starts_at, s.ends_at, a.time_zone, p_at as now
        from public.stages s
        join public.assignments a on a.id = s.assignment_id
        where a.id = p_assignment_id
        union all
        select null, -1, a.title, a.starts_at, a.ends_at, a.time_zone, '-infinity'
        from public.assignments a
        where a.id = p_assignment_id and p_whole and (a.starts_at is not null or a.ends_at is not null)
    )
    select d.id, d.name, d.starts_at, d.ends_at, b.at, b.wall, b.problem, e.at, e.wall,
           coalesce(e.problem, case when e.at <= b.at then 'inverted' end)
    from dated d
    cross join lateral stageclock.moved_date(d.starts_at, d.time_zone, 7 * p_weeks, p_zone_to, d.now) b
    cross join lateral stageclock.moved_date(d.ends_at, d.time_zone, 7 * p_weeks, p_zone_to, d.now) e
    order by d.position;
end
$$;
