-- Locks a request to dissolve a team, with the team. Refuses one that does not exist (SC006) or is decided (SC002).
create function stageclock.lock_dissolve_request(p_request_id bigint) returns public.dissolve_requests
language plpgsql volatile
as $$
declare
    v_request public.dissolve_requests;
begin
    select r.* into v_request from public.dissolve_requests r where r.id = p_request_id;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such request.');
    end if;
    perform stageclock.lock_team(v_request.team_id);
    select r.* into v_request from public.dissolve_requests r where r.id = p_request_id for no key update;
    if v_request.status is distinct from 'waiting' then
        perform stageclock.refuse('SC002', 'This request is decided already.');
    end if;
    return v_request;
end
$$;
