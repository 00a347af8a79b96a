-- Gives a course another code, name, term or zone; its course work keeps its own zone. Refuses where there is no such
-- course (SC006), a value cannot be (SC013) or the code is taken (SC012). Returns the audit event's id.
create function stageclock.edit_course(
    p_course_id bigint,
    p_code text,
    p_name text,
    p_term text,
    p_time_zone text,
    p_actor_id bigint
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_before public.courses := stageclock.lock_course(p_course_id);
    v_after public.courses;
begin
    perform stageclock.refuse_course_values(p_code, p_name, p_time_zone);
    begin
        update public.courses c
        set code = btrim(p_code), name = btrim(p_name), term = nullif(btrim(p_term), ''), time_zone = p_time_zone
        where c.id = p_course_id
        returning c.* into v_after;
    exception when unique_violation then
        perform stageclock.refuse_taken_code();
    end;
    return stageclock.record_audit(
        p_actor_id, 'course_edited', 'course', p_course_id,
        jsonb_build_object('from', stageclock.tell_course(v_before), 'to', stageclock.tell_course(v_after)),
        stageclock.current_time());
end
$$;
