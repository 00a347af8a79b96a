-- Writes down what was done to a team, so that its course work's audit finds it.
create function stageclock.record_team_act(
    p_actor_id bigint,
    p_action text,
    p_team public.teams,
    p_details jsonb,
    p_at timestamptz
) returns bigint
language sql volatile
begin atomic
    select stageclock.record_audit(
        p_actor_id, p_action, 'team', (p_team).id,
        jsonb_build_object('assignment_id', (p_team).assignment_id, 'team', (p_team).name) || p_details, p_at);
end;
