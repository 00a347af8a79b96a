-- Takes a request to leave to the teachers, also one that the leader has just declined. Refuses one that is another's or gone
-- (SC006), escalated or decided by a teacher already (SC002), and outside team formation (SC001). Returns the team.
create function stageclock.escalate_leave(p_request_id bigint, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_request public.leave_requests;
    v_team public.teams;
begin
    select r.* into v_request from public.leave_requests r where r.id = p_request_id and r.user_id = p_actor_id;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such request.');
    end if;
    v_team := stageclock.lock_team(v_request.team_id);
    perform stageclock.refuse_closed_teams(v_team.assignment_id, null, false, stageclock.current_time());
    update public.leave_requests r
    set status = 'escalated'
    where r.id = p_request_id
      and (r.status = 'waiting' or r.status = 'declined' and r.decided_by = v_team.leader_id)
      and p_actor_id = any (stageclock.members_of(v_team.id));
    if not found then
        perform stageclock.refuse('SC002', 'This request is decided already.');
    end if;
    perform stageclock.tell(stageclock.managers_of(v_team.assignment_id), 'leave_escalated',
        stageclock.about_team(v_team, p_actor_id));
    perform stageclock.wake('team', v_team.id);
    return v_team.id;
end
$$;
