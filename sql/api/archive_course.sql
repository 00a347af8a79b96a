-- Puts a course away: its class list stands still, and everything can still be read. Its course work is not touched.
-- Refuses where there is no such course (SC006) or it is archived already (SC002). Returns the audit event's id.
create function stageclock.archive_course(p_course_id bigint, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_course public.courses := stageclock.lock_course(p_course_id);
    v_at timestamptz := stageclock.current_time();
begin
    if v_course.archived_at is not null then
        perform stageclock.refuse('SC002', 'This course is archived already.');
    end if;
    update public.courses c set archived_at = v_at where c.id = p_course_id;
    return stageclock.record_audit(p_actor_id, 'course_archived', 'course', p_course_id, '{}', v_at);
end
$$;
