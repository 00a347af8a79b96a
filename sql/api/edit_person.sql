-- Gives an account another name, role, student number or e-mail address. Refuses where there is nobody (SC006),
-- somebody has changed it since that version (SC011), the name is blank (SC013), the student number is taken (SC012), or
-- the role cannot be given up (SC002, SC015). Returns the audit event's id; null where everything is as it was, and
-- nothing was written.
create function stageclock.edit_person(
    p_user_id bigint,
    p_version integer,
    p_name text,
    p_role public.user_role,
    p_student_number text,
    p_email text,
    p_actor_id bigint
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_was public.users := stageclock.lock_person(p_user_id);
    v_is public.users;
begin
    perform stageclock.refuse_stale(p_version, v_was.version);
    perform stageclock.refuse_nameless(v_was.username, p_name);
    perform stageclock.refuse_role(v_was, p_role, p_actor_id);
    begin
        update public.users u
        set name = btrim(p_name), role = p_role, student_number = nullif(btrim(p_student_number), ''),
            email = nullif(btrim(p_email), '')
        where u.id = p_user_id
        returning u.* into v_is;
    exception when unique_violation then
        perform stageclock.refuse_taken_number();
    end;
    if v_is is not distinct from v_was then
        return null;
    end if;
    return stageclock.record_audit(
        p_actor_id, 'person_edited', 'user', p_user_id,
        stageclock.difference(stageclock.tell_person(v_was), stageclock.tell_person(v_is)),
        stageclock.current_time());
end
$$;
