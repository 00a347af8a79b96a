-- Takes a request to leave back. Refuses one that is another's or gone (SC006), or decided (SC002). Returns the team.
create function stageclock.withdraw_leave(p_request_id bigint, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_request public.leave_requests := stageclock.lock_leave_request(p_request_id);
begin
    if v_request.user_id is distinct from p_actor_id then
        perform stageclock.refuse('SC006', 'There is no such request.');
    end if;
    update public.leave_requests r
    set status = 'withdrawn', decided_by = p_actor_id, decided_at = stageclock.current_time()
    where r.id = p_request_id;
    perform stageclock.wake('team', v_request.team_id);
    return v_request.team_id;
end
$$;
