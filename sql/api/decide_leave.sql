-- Approves or declines a request to leave: the leader during team formation, or a teacher, who alone decides an escalated one
-- (SC016). Refuses a request that is gone (SC006) or decided (SC002). Returns the audit event's id.
create function stageclock.decide_leave(
    p_request_id bigint,
    p_approved boolean,
    p_reason text,
    p_actor_id bigint,
    p_by_staff boolean default false
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_request public.leave_requests := stageclock.lock_leave_request(p_request_id);
    v_at timestamptz := stageclock.current_time();
    v_team public.teams;
begin
    select t.* into v_team from public.teams t where t.id = v_request.team_id;
    perform stageclock.refuse_not_leading(v_team, p_actor_id, p_by_staff);
    perform stageclock.refuse_closed_teams(v_team.assignment_id, v_team.locked_at, p_by_staff, v_at);
    if v_request.status = 'escalated' and not p_by_staff then
        perform stageclock.refuse('SC016', 'This request is with the teachers now.');
    end if;
    if p_approved then
        perform stageclock.leave_team(v_team, v_request.user_id, v_at);
    end if;
    update public.leave_requests r
    set status = case when p_approved then 'approved' else 'declined' end::public.request_status,
        decided_by = p_actor_id, decided_at = v_at, decision_reason = stageclock.tell_reason(p_reason)
    where r.id = p_request_id;
    perform stageclock.tell(array[v_request.user_id], case when p_approved then 'leave_approved' else 'leave_declined' end,
        stageclock.about_team(v_team, p_actor_id) || jsonb_build_object('reason', stageclock.tell_reason(p_reason)));
    return stageclock.record_team_act(
        p_actor_id, case when p_approved then 'team_left' else 'leave_declined' end, v_team,
        jsonb_build_object('user_id', v_request.user_id, 'reason', stageclock.tell_reason(p_reason)), v_at);
end
$$;
