-- Gives somebody a password that was made for them and that they have to change; with it their sessions end, and failed
-- sign-ins are forgotten. Refuses where there is nobody (SC006). Returns the audit event's id.
create function stageclock.reset_password(
    p_user_id bigint,
    p_password_hash text,
    p_actor_id bigint,
    p_by text default null
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_person public.users := stageclock.lock_person(p_user_id);
begin
    update public.users u set password_hash = p_password_hash, must_change_password = true where u.id = p_user_id;
    perform stageclock.forget_sign_in_failures(v_person.username);
    return stageclock.record_audit(
        p_actor_id, 'password_reset', 'user', p_user_id,
        jsonb_strip_nulls(jsonb_build_object('by', p_by)), stageclock.current_time());
end
$$;
