-- Opens a course and returns its id. Refuses values that cannot be (SC013) and a code that is taken (SC012).
create function stageclock.create_course(
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
    v_course public.courses;
begin
    perform stageclock.refuse_course_values(p_code, p_name, p_time_zone);
    insert into public.courses (code, name, term, time_zone)
    values (btrim(p_code), btrim(p_name), nullif(btrim(p_term), ''), p_time_zone)
    on conflict (code) do nothing
    returning * into v_course;
    if v_course.id is null then
        perform stageclock.refuse_taken_code();
    end if;
    perform stageclock.record_audit(
        p_actor_id, 'course_created', 'course', v_course.id, stageclock.tell_course(v_course),
        stageclock.current_time());
    return v_course.id;
end
$$;
