-- Takes a request to dissolve a team back. Refuses who does not lead the team (SC016), and a request that is gone (SC006) or
-- decided (SC002). Returns the team.
create function stageclock.withdraw_dissolution(p_request_id bigint, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_request public.dissolve_requests := stageclock.lock_dissolve_request(p_request_id);
begin
    perform stageclock.refuse_not_leading(t, p_actor_id, false) from public.teams t where t.id = v_request.team_id;
    update public.dissolve_requests r
    set status = 'withdrawn', decided_by = p_actor_id, decided_at = stageclock.current_time()
    where r.id = p_request_id;
    perform stageclock.wake('team', v_request.team_id);
    return v_request.team_id;
end
$$;
