-- A date of a plan so many days on: the instant, its wall time, and why it cannot be: skipped, repeated (see
-- `judge_wall_time`), past, strange (see `refuse_strange_date`); no problem is null. One row, of nulls for no date.
create function stageclock.moved_date(
    p_date timestamptz,
    p_zone text,
    p_days integer,
    p_zone_to text,
    p_now timestamptz
)
returns table (at timestamptz, wall timestamp, problem text)
language sql immutable parallel safe
begin atomic
    select n.at, n.wall,
           case when p_date is null then null
                when n.at is null then stageclock.judge_wall_time(n.wall, p_zone_to)
                when n.at <= p_now then 'past'
                when n.at > timestamptz '9000-01-01 00:00+00' then 'strange'
           end
    from (values (stageclock.move_wall_time(p_date, p_zone, p_days, p_zone_to),
                  p_date at time zone p_zone + make_interval(days => p_days))) n (at, wall);
end;
