-- Declines an invitation and tells who invited. Refuses one that is another's or gone (SC006) or no longer open (SC002).
create function stageclock.decline_invitation(p_invitation_id bigint, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_invitation public.team_invitations := stageclock.lock_invitation(p_invitation_id);
begin
    if v_invitation.user_id is distinct from p_actor_id then
        perform stageclock.refuse('SC006', 'There is no such invitation.');
    end if;
    update public.team_invitations i
    set status = 'declined', answered_at = stageclock.current_time()
    where i.id = p_invitation_id;
    perform stageclock.tell(array[t.leader_id], 'invitation_declined',
        stageclock.about_team(t, p_actor_id))
    from public.teams t where t.id = v_invitation.team_id;
    perform stageclock.wake('team', v_invitation.team_id);
    return v_invitation.team_id;
end
$$;
