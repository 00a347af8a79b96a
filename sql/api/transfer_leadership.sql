-- Hands the lead of a team to another of its members, who is told. Refuses who does not lead it (SC016), a locked team or one
-- outside team formation unless a teacher does it (SC001, SC002), and who is not in the team (SC013).
create function stageclock.transfer_leadership(
    p_team_id bigint,
    p_user_id bigint,
    p_actor_id bigint,
    p_by_staff boolean default false
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_team public.teams := stageclock.lock_team(p_team_id);
    v_at timestamptz := stageclock.current_time();
begin
    perform stageclock.refuse_not_leading(v_team, p_actor_id, p_by_staff);
    perform stageclock.refuse_closed_teams(v_team.assignment_id, v_team.locked_at, p_by_staff, v_at);
    if not p_user_id = any (stageclock.members_of(p_team_id)) then
        perform stageclock.refuse('SC013', 'This person is not in this team.');
    end if;
    update public.teams t set leader_id = p_user_id where t.id = p_team_id;
    perform stageclock.tell(array[p_user_id, v_team.leader_id], 'leader_changed',
        stageclock.about_team(v_team, p_actor_id) || (
            select jsonb_build_object('leader', u.name) from public.users u where u.id = p_user_id));
    return stageclock.record_team_act(
        p_actor_id, 'leader_changed', v_team,
        jsonb_build_object('from', jsonb_build_object('leader_id', v_team.leader_id),
            'to', jsonb_build_object('leader_id', p_user_id)), v_at);
end
$$;
