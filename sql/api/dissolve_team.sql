-- A teacher dissolves a team; its members are told and free for others. Refuses a team that does not exist (SC006), and one
-- that has handed something in (SC002). The audit keeps who was in it. Returns the audit event's id.
create function stageclock.dissolve_team(p_team_id bigint, p_actor_id bigint, p_reason text default null) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_team public.teams := stageclock.lock_team(p_team_id);
    v_members bigint[] := stageclock.members_of(p_team_id);
begin
    perform stageclock.refuse_closed_teams(v_team.assignment_id, null, true, stageclock.current_time());
    perform stageclock.drop_team(v_team);
    perform stageclock.tell(v_members, 'team_dissolved',
        stageclock.about_team(v_team, p_actor_id)
        || jsonb_build_object('reason', stageclock.tell_reason(p_reason)));
    return stageclock.record_team_act(
        p_actor_id, 'team_dissolved', v_team,
        jsonb_build_object('members', v_members, 'leader_id', v_team.leader_id,
            'reason', stageclock.tell_reason(p_reason)),
        stageclock.current_time());
end
$$;
