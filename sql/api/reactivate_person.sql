-- Switches an account on again, with the password it had. Refuses where there is nobody (SC006) or it is not switched
-- off (SC002). Returns the audit event's id.
create function stageclock.reactivate_person(p_user_id bigint, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_person public.users := stageclock.lock_person(p_user_id);
begin
    if v_person.is_active then
        perform stageclock.refuse('SC002', 'This account is not switched off.');
    end if;
    update public.users u set is_active = true where u.id = p_user_id;
    return stageclock.record_audit(
        p_actor_id, 'person_reactivated', 'user', p_user_id, '{}', stageclock.current_time());
end
$$;
