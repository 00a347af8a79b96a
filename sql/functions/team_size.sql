-- How many people are in a team.
create function stageclock.team_size(p_team_id bigint) returns integer
language sql stable
begin atomic
    select count(*)::integer from public.team_members m where m.team_id = p_team_id;
end;
