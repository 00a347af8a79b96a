-- Takes an archived course back into use. Refuses where there is no such course (SC006) or it is not archived (SC002).
-- Returns the audit event's id.
create function stageclock.restore_course(p_course_id bigint, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_course public.courses := stageclock.lock_course(p_course_id);
begin
    if v_course.archived_at is null then
        perform stageclock.refuse('SC002', 'This course is not archived.');
    end if;
    update public.courses c set archived_at = null where c.id = p_course_id;
    return stageclock.record_audit(
        p_actor_id, 'course_restored', 'course', p_course_id, '{}', stageclock.current_time());
end
$$;
