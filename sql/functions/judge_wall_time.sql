-- What is wrong with a wall time in a zone: `skipped` where clocks are put forward over it, `repeated` where they are put
-- back and show it twice; null where it names one instant.
create function stageclock.judge_wall_time(p_wall timestamp, p_zone text) returns text
language sql immutable parallel safe
return case cardinality(stageclock.instants_of(p_wall, p_zone)) when 0 then 'skipped' when 2 then 'repeated' end;
