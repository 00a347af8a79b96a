-- A member asks to leave. Refuses outside team formation (SC001), a locked team (SC002), who is not in it (SC013), its leader
-- unless alone (SC015), a blank reason (SC013), and a second request (SC012). Alone, one leaves at once and the team with
-- one. Returns the request's id, or null.
create function stageclock.request_leave(p_team_id bigint, p_reason text, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_team public.teams := stageclock.lock_team(p_team_id);
    v_at timestamptz := stageclock.current_time();
    v_request bigint;
begin
    if not p_actor_id = any (stageclock.members_of(p_team_id)) then
        perform stageclock.refuse('SC013', 'This person is not in this team.');
    end if;
    perform stageclock.refuse_closed_teams(v_team.assignment_id, v_team.locked_at, false, v_at);
    if v_team.leader_id = p_actor_id then
        perform stageclock.leave_team(v_team, p_actor_id, v_at);
        perform stageclock.record_team_act(p_actor_id, 'team_dissolved', v_team, '{}', v_at);
        return null;
    end if;
    perform stageclock.refuse_no_reason(p_reason);
    insert into public.leave_requests (team_id, user_id, reason, created_at)
    values (p_team_id, p_actor_id, btrim(p_reason), v_at)
    on conflict (team_id, user_id) where status in ('waiting', 'escalated') do nothing
    returning id into v_request;
    if v_request is null then
        perform stageclock.refuse('SC012', 'This has been asked already: wait for the answer.');
    end if;
    perform stageclock.tell(array[v_team.leader_id], 'leave_requested', stageclock.about_team(v_team, p_actor_id));
    return v_request;
end
$$;
