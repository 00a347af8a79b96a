-- Lets a teacher or admin manage a course work. Refuses where there is no such course work (SC006), no active teacher or
-- admin has that username (SC013), or they manage it already (SC012). Returns the audit event's id.
create function stageclock.appoint_manager(p_assignment_id bigint, p_username text, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_work public.assignments := stageclock.lock_assignment(p_assignment_id);
    v_person public.users;
begin
    select u.* into v_person
    from public.users u
    where lower(u.username) = lower(btrim(p_username)) and u.is_active and u.role in ('admin', 'teacher');
    if not found then
        perform stageclock.refuse('SC013', 'No teacher who can sign in has this username: check its spelling.');
    end if;
    insert into public.assignment_teachers (assignment_id, user_id) values (v_work.id, v_person.id)
    on conflict do nothing;
    if not found then
        perform stageclock.refuse('SC012', 'This person manages the course work already.');
    end if;
    return stageclock.record_audit(
        p_actor_id, 'manager_added', 'assignment', v_work.id,
        jsonb_build_object('user_id', v_person.id, 'username', v_person.username, 'name', v_person.name),
        stageclock.current_time());
end
$$;
