-- Sends a team that asked for confirmation back, with a reason. Refuses a team that does not exist (SC006) or has not asked
-- (SC002), and a blank reason (SC013).
create function stageclock.reject_team(p_team_id bigint, p_reason text, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_team public.teams := stageclock.lock_team(p_team_id);
begin
    perform stageclock.refuse_closed_teams(v_team.assignment_id, null, true, stageclock.current_time());
    if v_team.status <> 'awaiting' then
        perform stageclock.refuse('SC002', 'Only a team that waits for confirmation can be sent back.');
    end if;
    perform stageclock.refuse_no_reason(p_reason);
    return stageclock.decide_team(
        v_team, 'rejected', stageclock.tell_reason(p_reason), p_actor_id, stageclock.current_time());
end
$$;
