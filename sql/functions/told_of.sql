-- How many people are told about a course work, and the names of the first five: students first, then by name.
create function stageclock.told_of(p_assignment_id bigint, out people bigint, out names text[])
language sql stable
begin atomic
    select count(*), coalesce((array_agg(u.name order by e.user_id is null, u.name, u.id))[1:5], '{}')
    from public.assignments a
    cross join lateral stageclock.people_of(a.id, a.course_id) p
    join public.users u on u.id = p.user_id
    left join public.enrollments e on e.course_id = a.course_id and e.user_id = u.id and e.role = 'student'
    where a.id = p_assignment_id;
end;
