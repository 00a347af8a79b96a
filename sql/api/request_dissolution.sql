-- The leader asks the teachers to dissolve the team. Refuses who does not lead it (SC016), outside team formation (SC001), a
-- locked team (SC002), a blank reason (SC013), and a second request (SC012). Returns the request's id.
create function stageclock.request_dissolution(p_team_id bigint, p_reason text, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_team public.teams := stageclock.lock_team(p_team_id);
    v_at timestamptz := stageclock.current_time();
    v_request bigint;
begin
    perform stageclock.refuse_not_leading(v_team, p_actor_id, false);
    perform stageclock.refuse_closed_teams(v_team.assignment_id, v_team.locked_at, false, v_at);
    perform stageclock.refuse_no_reason(p_reason);
    insert into public.dissolve_requests (team_id, requested_by, reason, created_at)
    values (p_team_id, p_actor_id, btrim(p_reason), v_at)
    on conflict (team_id) where status = 'waiting' do nothing
    returning id into v_request;
    if v_request is null then
        perform stageclock.refuse('SC012', 'This has been asked already: wait for the answer.');
    end if;
    perform stageclock.tell(stageclock.managers_of(v_team.assignment_id), 'dissolution_requested',
        stageclock.about_team(v_team, p_actor_id));
    perform stageclock.wake('team', p_team_id);
    return v_request;
end
$$;
