-- Refuses somebody who is no active student of a course work's class (SC013).
create function stageclock.refuse_not_student(p_assignment_id bigint, p_user_id bigint) returns void
language plpgsql stable
as $$
begin
    perform
    from public.assignments a
    join public.enrollments e on e.course_id = a.course_id and e.role = 'student' and e.user_id = p_user_id
    join public.users u on u.id = e.user_id and u.is_active
    where a.id = p_assignment_id;
    if not found then
        perform stageclock.refuse('SC013', 'Only an active student of this class can be in one of its teams.');
    end if;
end
$$;
