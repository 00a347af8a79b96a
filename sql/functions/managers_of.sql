-- Who is told what concerns the teachers of a course work: those who manage it, else those who teach its course.
create function stageclock.managers_of(p_assignment_id bigint) returns bigint[]
language sql stable
begin atomic
    select coalesce(
        (select array_agg(t.user_id order by t.user_id)
         from public.assignment_teachers t where t.assignment_id = p_assignment_id),
        (select array_agg(e.user_id order by e.user_id)
         from public.assignments a
         join public.enrollments e on e.course_id = a.course_id and e.role = 'teacher'
         where a.id = p_assignment_id),
        '{}');
end;
