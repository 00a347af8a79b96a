-- Takes back an invitation that waits. Refuses who does not lead the team (SC016), and an invitation that is gone (SC006) or
-- no longer open (SC002). Returns the team.
create function stageclock.withdraw_invitation(
    p_invitation_id bigint,
    p_actor_id bigint,
    p_by_staff boolean default false
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_invitation public.team_invitations := stageclock.lock_invitation(p_invitation_id);
begin
    perform stageclock.refuse_not_leading(t, p_actor_id, p_by_staff)
    from public.teams t where t.id = v_invitation.team_id;
    update public.team_invitations i
    set status = 'withdrawn', answered_at = stageclock.current_time()
    where i.id = p_invitation_id;
    perform stageclock.wake('team', v_invitation.team_id);
    return v_invitation.team_id;
end
$$;
