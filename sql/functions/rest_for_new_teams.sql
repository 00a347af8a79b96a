-- How many students are left for new teams, at least and at most so many: the fewest that make teams within min..max. Where
-- no number does, the one whose smallest team is largest, with none above the maximum.
create function stageclock.rest_for_new_teams(p_least integer, p_most integer, p_min integer, p_max integer)
returns integer
language sql immutable
begin atomic
    select r
    from (
        select r, (r + p_max - 1) / p_max as teams
        from generate_series(p_least, p_most) r
    ) choice
    order by teams * p_min <= r desc,
             case when teams * p_min > r then -(r / teams) end nulls first,
             r
    limit 1;
end;
