-- Locks a request to leave, with its team. Refuses one that does not exist (SC006) or is decided (SC002).
create function stageclock.lock_leave_request(p_request_id bigint) returns public.leave_requests
language plpgsql volatile
as $$
declare
    v_request public.leave_requests;
begin
    select r.* into v_request from public.leave_requests r where r.id = p_request_id;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such request.');
    end if;
    perform stageclock.lock_team(v_request.team_id);
    select r.* into v_request from public.leave_requests r where r.id = p_request_id for no key update;
    if not coalesce(v_request.status in ('waiting', 'escalated'), false) then
        perform stageclock.refuse('SC002', 'This request is decided already.');
    end if;
    return v_request;
end
$$;
