-- Switches an account off: nobody signs in with it, and its sessions end. Refuses where there is nobody (SC006), it is
-- off already (SC002), or it is one's own or the last administrator's (SC015). Returns the audit event's id.
create function stageclock.deactivate_person(p_user_id bigint, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_person public.users := stageclock.lock_person(p_user_id);
begin
    if not v_person.is_active then
        perform stageclock.refuse('SC002', 'This account is switched off already.');
    elsif p_user_id = p_actor_id then
        perform stageclock.refuse('SC015', 'You cannot switch your own account off: ask another administrator.');
    end if;
    perform stageclock.refuse_last_admin(v_person);
    update public.users u set is_active = false where u.id = p_user_id;
    return stageclock.record_audit(
        p_actor_id, 'person_deactivated', 'user', p_user_id, '{}', stageclock.current_time());
end
$$;
