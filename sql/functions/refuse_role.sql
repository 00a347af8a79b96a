-- Refuses a role: an administrator's own or last one given up (SC015), or a student's for who still teaches (SC002),
-- because the places in courses and not the role decide about course work.
create function stageclock.refuse_role(p_person public.users, p_role public.user_role, p_actor_id bigint) returns void
language plpgsql volatile
as $$
begin
    if p_person.role = 'admin' and p_role <> 'admin' then
        if p_person.id = p_actor_id then
            perform stageclock.refuse('SC015',
                'You cannot give up your own role of administrator: ask another administrator.');
        end if;
        perform stageclock.refuse_last_admin(p_person);
    end if;
    if p_role = 'student' and p_person.role <> 'student' and (
        exists (select from public.enrollments e where e.user_id = p_person.id and e.role = 'teacher')
        or exists (select from public.assignment_teachers t where t.user_id = p_person.id)
    ) then
        perform stageclock.refuse('SC002',
            'This person teaches a course or manages course work: take them out of it first.');
    end if;
end
$$;
