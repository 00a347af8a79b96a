-- Joins the team that invited. Refuses an invitation that is another's or gone (SC006) or no longer open (SC002), outside team
-- formation (SC001), a locked team (SC002), a full one (SC005), and who is in a team already (SC004). Returns the team.
create function stageclock.accept_invitation(p_invitation_id bigint, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_invitation public.team_invitations := stageclock.lock_invitation(p_invitation_id);
    v_at timestamptz := stageclock.current_time();
    v_team public.teams;
begin
    if v_invitation.user_id is distinct from p_actor_id then
        perform stageclock.refuse('SC006', 'There is no such invitation.');
    end if;
    select t.* into v_team from public.teams t where t.id = v_invitation.team_id;
    perform stageclock.refuse_closed_teams(v_team.assignment_id, v_team.locked_at, false, v_at);
    update public.team_invitations i set status = 'accepted', answered_at = v_at where i.id = p_invitation_id;
    perform stageclock.join_team(v_team, p_actor_id, false, v_at);
    perform stageclock.tell(array[v_team.leader_id], 'invitation_accepted',
        stageclock.about_team(v_team, p_actor_id));
    perform stageclock.record_audit(
        p_actor_id, 'team_joined', 'team', v_team.id,
        jsonb_build_object('assignment_id', v_team.assignment_id, 'user_id', p_actor_id), v_at);
    return v_team.id;
end
$$;
