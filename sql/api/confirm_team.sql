-- Confirms and locks a team, asked for or not. Refuses a team that does not exist (SC006) or is confirmed (SC002).
create function stageclock.confirm_team(p_team_id bigint, p_actor_id bigint, p_reason text default null) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_team public.teams := stageclock.lock_team(p_team_id);
begin
    perform stageclock.refuse_closed_teams(v_team.assignment_id, null, true, stageclock.current_time());
    if v_team.status = 'confirmed' and v_team.locked_at is not null then
        perform stageclock.refuse('SC002', 'This team is confirmed already.');
    end if;
    return stageclock.decide_team(
        v_team, 'confirmed', stageclock.tell_reason(p_reason), p_actor_id, stageclock.current_time());
end
$$;
