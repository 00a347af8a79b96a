-- Removes a team that the caller has locked, with all that is only its own. Refuses where it has handed something in
-- (SC002): that stays.
create function stageclock.drop_team(p_team public.teams) returns void
language plpgsql volatile
as $$
begin
    if exists (select from public.submissions s where s.team_id = p_team.id) then
        perform stageclock.refuse('SC002', 'This team has handed something in, which stays: move its members instead.');
    end if;
    delete from public.teams t where t.id = p_team.id;
    -- Nobody can be found by a team that is gone.
    perform stageclock.wake('assignment', p_team.assignment_id);
end
$$;
