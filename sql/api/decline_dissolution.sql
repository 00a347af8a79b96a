-- A teacher keeps a team that asked to be dissolved, with a reason. Refuses a request that is gone (SC006) or decided (SC002),
-- and a blank reason (SC013). To approve is to dissolve the team. Returns the audit event's id.
create function stageclock.decline_dissolution(p_request_id bigint, p_reason text, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_request public.dissolve_requests := stageclock.lock_dissolve_request(p_request_id);
    v_at timestamptz := stageclock.current_time();
    v_team public.teams;
begin
    perform stageclock.refuse_no_reason(p_reason);
    select t.* into v_team from public.teams t where t.id = v_request.team_id;
    update public.dissolve_requests r
    set status = 'declined', decided_by = p_actor_id, decided_at = v_at, decision_reason = btrim(p_reason)
    where r.id = p_request_id;
    perform stageclock.tell(array[v_request.requested_by], 'dissolution_declined',
        stageclock.about_team(v_team, p_actor_id) || jsonb_build_object('reason', btrim(p_reason)));
    return stageclock.record_team_act(
        p_actor_id, 'dissolution_declined', v_team, jsonb_build_object('reason', btrim(p_reason)), v_at);
end
$$;
