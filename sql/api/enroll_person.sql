-- Gives somebody a place in a course, as its teacher or its student. Refuses where there is no such course or person
-- (SC006), the course is archived (SC002), the account is of the wrong kind (SC013), or the person has a place in it
-- already (SC012). Returns the audit event's id.
create function stageclock.enroll_person(
    p_course_id bigint,
    p_user_id bigint,
    p_role public.enrollment_role,
    p_actor_id bigint
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_course public.courses := stageclock.lock_open_course(p_course_id);
    v_person public.users;
begin
    select u.* into v_person from public.users u where u.id = p_user_id for share;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such person.');
    elsif p_role = 'teacher' and v_person.role = 'student' then
        perform stageclock.refuse('SC013', 'The account of a student cannot teach: choose one of a teacher.');
    elsif p_role = 'student' and v_person.role <> 'student' then
        perform stageclock.refuse('SC013', 'Only the account of a student can be put on a class list.');
    end if;
    insert into public.enrollments (course_id, user_id, role) values (v_course.id, p_user_id, p_role)
    on conflict do nothing;
    if not found then
        perform stageclock.refuse('SC012', 'This person is in the course already.');
    end if;
    return stageclock.record_audit(
        p_actor_id, 'person_enrolled', 'course', p_course_id, stageclock.tell_member(v_person, p_role),
        stageclock.current_time());
end
$$;
