-- Tells an invited student once more. Refuses who does not lead the team (SC016), outside team formation (SC001), and an
-- invitation that is gone (SC006) or no longer open (SC002). Returns the team.
create function stageclock.resend_invitation(p_invitation_id bigint, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_invitation public.team_invitations := stageclock.lock_invitation(p_invitation_id);
    v_team public.teams;
begin
    select t.* into v_team from public.teams t where t.id = v_invitation.team_id;
    perform stageclock.refuse_not_leading(v_team, p_actor_id, false);
    perform stageclock.refuse_closed_teams(
        v_team.assignment_id, v_team.locked_at, false, stageclock.current_time());
    -- One notice that waits to be read is enough, however often it is sent.
    delete from public.notifications n
    where n.recipient_id = v_invitation.user_id and n.kind = 'team_invitation' and n.read_at is null
      and n.params ->> 'team_id' = v_team.id::text;
    perform stageclock.tell(array[v_invitation.user_id], 'team_invitation', stageclock.about_team(v_team, p_actor_id));
    perform stageclock.wake('team', v_team.id);
    return v_team.id;
end
$$;
