-- Locks a team for a change, after the one lock of its course work's teams, and returns it as it then is. Refuses a team
-- that does not exist (SC006).
create function stageclock.lock_team(p_team_id bigint) returns public.teams
language plpgsql volatile
as $$
declare
    v_team public.teams;
begin
    select t.* into v_team from public.teams t where t.id = p_team_id;
    perform stageclock.lock_teams(v_team.assignment_id);
    select t.* into v_team from public.teams t where t.id = p_team_id for no key update;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such team.');
    end if;
    return v_team;
end
$$;
