-- Locks a course whose class list is to change. Refuses one that does not exist (SC006) or is archived (SC002).
create function stageclock.lock_open_course(p_course_id bigint) returns public.courses
language plpgsql volatile
as $$
declare
    v_course public.courses := stageclock.lock_course(p_course_id);
begin
    if v_course.archived_at is not null then
        perform stageclock.refuse('SC002', 'This course is archived: restore it first.');
    end if;
    return v_course;
end
$$;
