-- Where the stages of a course work from one on would lie after so many days, by wall time in its zone; changes nothing.
-- Both dates of a pending stage move, the end of an active one, none of a closed one. A problem says why a date cannot
-- be: see `moved_date`, or inverted; `new_` dates are null then where the wall time names no instant.
create function stageclock.shifted(
    p_assignment_id bigint,
    p_from_stage_id bigint,
    p_days integer,
    p_at timestamptz default stageclock.current_time()
)
returns table (
    stage_id bigint, name text, status public.stage_status, starts_at timestamptz, ends_at timestamptz,
    new_starts_at timestamptz, starts_wall timestamp, starts_problem text,
    new_ends_at timestamptz, ends_wall timestamp, ends_problem text, moves boolean
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    with plan as (
        select s.id, s.position, s.name, s.starts_at, s.ends_at, a.time_zone,
               stageclock.effective_status(s.status, s.held, s.starts_at, s.ends_at, p_at) as status
        from public.stages f
        join public.stages s on s.assignment_id = f.assignment_id and s.position >= f.position
        join public.assignments a on a.id = s.assignment_id
        where f.id = p_from_stage_id and f.assignment_id = p_assignment_id
    ), moved as (
        select p.*, p.status = 'pending' as begins, p.status <> 'completed' as ends,
               b.at as new_start, b.wall as start_wall, b.problem as start_problem,
               e.at as new_end, e.wall as end_wall, e.problem as end_problem
        from plan p
        cross join lateral stageclock.moved_date(p.starts_at, p.time_zone, p_days, p.time_zone, p_at) b
        cross join lateral stageclock.moved_date(p.ends_at, p.time_zone, p_days, p.time_zone, p_at) e
    )
    select m.id, m.name, m.status, m.starts_at, m.ends_at,
           case when m.begins then m.new_start else m.starts_at end,
           case when m.begins then m.start_wall end, case when m.begins then m.start_problem end,
           case when m.ends then m.new_end else m.ends_at end,
           case when m.ends then m.end_wall end,
           case when not m.ends then null
                when m.end_problem is null and m.begins and m.new_end <= m.new_start then 'inverted'
                else m.end_problem
           end,
           m.begins and m.starts_at is not null or m.ends and m.ends_at is not null
    from moved m
    order by m.position;
end
$$;
