-- Locks a course for a change of it or of its class list, and returns it as it then is. Refuses one that does not exist
-- (SC006).
create function stageclock.lock_course(p_course_id bigint) returns public.courses
language plpgsql volatile
as $$
declare
    v_course public.courses;
begin
    select c.* into v_course from public.courses c where c.id = p_course_id for no key update;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such course.');
    end if;
    return v_course;
end
$$;
