-- Adds an account and returns its id. Refuses one without a username or a name (SC013), and a username, whatever its
-- case, or a student number that is taken (SC012). `p_must_change`: somebody else knows the password.
create function stageclock.create_person(
    p_username text,
    p_name text,
    p_role public.user_role,
    p_student_number text,
    p_email text,
    p_password_hash text,
    p_must_change boolean,
    p_actor_id bigint,
    p_by text default null
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_person public.users;
begin
    perform stageclock.refuse_nameless(p_username, p_name);
    insert into public.users (username, name, role, student_number, email, password_hash, must_change_password)
    values (
        btrim(p_username), btrim(p_name), p_role, nullif(btrim(p_student_number), ''), nullif(btrim(p_email), ''),
        p_password_hash, p_must_change)
    on conflict do nothing
    returning * into v_person;
    if v_person.id is null then
        if exists (select from public.users u where lower(u.username) = lower(btrim(p_username))) then
            perform stageclock.refuse('SC012', 'Somebody has this username: choose another one.');
        end if;
        perform stageclock.refuse_taken_number();
    end if;
    perform stageclock.record_audit(
        p_actor_id, 'person_created', 'user', v_person.id,
        stageclock.tell_person(v_person) || jsonb_strip_nulls(jsonb_build_object('by', p_by)),
        stageclock.current_time());
    return v_person.id;
end
$$;
