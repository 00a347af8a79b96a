-- Locks a team, so that students change nothing in it, or unlocks it. Refuses a team that does not exist (SC006) or is so
-- already (SC002). Returns the audit event's id.
create function stageclock.lock_team_members(p_team_id bigint, p_locked boolean, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_team public.teams := stageclock.lock_team(p_team_id);
    v_at timestamptz := stageclock.current_time();
begin
    perform stageclock.refuse_closed_teams(v_team.assignment_id, null, true, stageclock.current_time());
    if p_locked = (v_team.locked_at is not null) then
        perform stageclock.refuse('SC002', 'Somebody else has locked or unlocked this team already.');
    end if;
    update public.teams t set locked_at = case when p_locked then v_at end where t.id = p_team_id;
    perform stageclock.cancel_invitations(v_team.assignment_id, v_at);
    return stageclock.record_team_act(
        p_actor_id, case when p_locked then 'team_locked' else 'team_unlocked' end, v_team, '{}', v_at);
end
$$;
