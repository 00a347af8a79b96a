-- Who is told about a course work: active people of its course, and its managing teachers. Inlined; one row a person.
create function stageclock.people_of(p_assignment_id bigint, p_course_id bigint) returns table (user_id bigint)
language sql stable
begin atomic
    select u.id
    from public.enrollments e
    join public.users u on u.id = e.user_id and u.is_active
    where e.course_id = p_course_id
    union
    select u.id
    from public.assignment_teachers t
    join public.users u on u.id = t.user_id and u.is_active
    where t.assignment_id = p_assignment_id;
end;
