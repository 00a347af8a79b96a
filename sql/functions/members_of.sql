-- Everybody in a team.
create function stageclock.members_of(p_team_id bigint) returns bigint[]
language sql stable
begin atomic
    select coalesce(array_agg(m.user_id order by m.user_id), '{}')
    from public.team_members m where m.team_id = p_team_id;
end;
