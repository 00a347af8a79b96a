-- Locks an invitation for an answer, with its team. Refuses one that does not exist (SC006) or no longer waits (SC002).
create function stageclock.lock_invitation(p_invitation_id bigint) returns public.team_invitations
language plpgsql volatile
as $$
declare
    v_invitation public.team_invitations;
begin
    perform stageclock.lock_team((select i.team_id from public.team_invitations i where i.id = p_invitation_id))
    where exists (select from public.team_invitations i where i.id = p_invitation_id);
    select i.* into v_invitation from public.team_invitations i where i.id = p_invitation_id for no key update;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such invitation.');
    elsif v_invitation.status <> 'waiting' then
        perform stageclock.refuse('SC002', 'This invitation is no longer open.');
    end if;
    return v_invitation;
end
$$;
