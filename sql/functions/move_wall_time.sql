-- The instant so many days on at which the clocks of a zone show what they show now in its own zone: wall time and
-- microseconds are kept. Null where the clocks skip that wall time or show it twice: `judge_wall_time` says which.
create function stageclock.move_wall_time(p_at timestamptz, p_zone text, p_days integer, p_zone_to text default null)
returns timestamptz
language sql immutable parallel safe
begin atomic
    select case
        -- Not moved at all: also in the hour that happens twice it is the instant that it was.
        when p_days = 0 and coalesce(p_zone_to, p_zone) = p_zone then p_at
        when cardinality(i.instants) = 1 then i.instants[1]
    end
    from stageclock.instants_of(
        p_at at time zone p_zone + make_interval(days => p_days), coalesce(p_zone_to, p_zone)) i (instants);
end;
