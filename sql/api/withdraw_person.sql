-- Takes somebody's place in a course away; the account stays, and so does all that the person did. Refuses where there
-- is no such course or the person is not in it (SC006), or the course is archived (SC002). Returns the audit event.
create function stageclock.withdraw_person(p_course_id bigint, p_user_id bigint, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_course public.courses := stageclock.lock_open_course(p_course_id);
    v_person public.users;
    v_role public.enrollment_role;
begin
    delete from public.enrollments e
    where e.course_id = v_course.id and e.user_id = p_user_id
    returning e.role into v_role;
    if not found then
        perform stageclock.refuse('SC006', 'This person is not in the course.');
    end if;
    perform stageclock.wake('user', p_user_id);
    select u.* into v_person from public.users u where u.id = p_user_id;
    return stageclock.record_audit(
        p_actor_id, 'person_withdrawn', 'course', p_course_id, stageclock.tell_member(v_person, v_role),
        stageclock.current_time());
end
$$;
