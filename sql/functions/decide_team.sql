-- Writes a teacher's decision about a team, and tells its members. The caller has locked it and checked.
create function stageclock.decide_team(
    p_team public.teams,
    p_status public.team_status,
    p_reason text,
    p_actor_id bigint,
    p_at timestamptz
) returns bigint
language plpgsql volatile
as $$
begin
    update public.teams t
    set status = p_status, decided_by = p_actor_id, decided_at = p_at, decision_reason = p_reason,
        locked_at = case when p_status = 'confirmed' then coalesce(t.locked_at, p_at) end
    where t.id = p_team.id;
    perform stageclock.cancel_invitations(p_team.assignment_id, p_at);
    perform stageclock.tell(stageclock.members_of(p_team.id), 'team_' || p_status,
        stageclock.about_team(p_team, p_actor_id) || jsonb_build_object('reason', p_reason));
    return stageclock.record_team_act(
        p_actor_id, 'team_' || p_status, p_team, jsonb_build_object('reason', p_reason), p_at);
end
$$;
