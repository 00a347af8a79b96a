-- The instants at which the clocks of a zone show a wall time, in order: one; none where they skip it; two where they
-- show it twice. Tried with the zone's offsets a day before and after, between which every change of the clocks lies.
create function stageclock.instants_of(p_wall timestamp, p_zone text) returns timestamptz[]
language sql immutable parallel safe
begin atomic
    with reading as (
        select distinct (p_wall - (d.near at time zone p_zone - d.near at time zone 'UTC')) at time zone 'UTC' as at
        from (values ((p_wall - interval '1 day') at time zone 'UTC'), ((p_wall + interval '1 day') at time zone 'UTC'))
            d (near)
    )
    select coalesce(array_agg(r.at order by r.at), '{}') from reading r where r.at at time zone p_zone = p_wall;
end;
