-- The active students of a course work's class who are in none of its teams. Inlined.
create function stageclock.students_without_team(p_assignment_id bigint) returns table (user_id bigint)
language sql stable
begin atomic
    select e.user_id
    from public.assignments a
    join public.enrollments e on e.course_id = a.course_id and e.role = 'student'
    join public.users u on u.id = e.user_id and u.is_active
    where a.id = p_assignment_id
      and not exists (
          select from public.team_members m where m.assignment_id = a.id and m.user_id = e.user_id
      );
end;
