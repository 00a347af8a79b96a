-- Makes a draft of a course work, managed by who made it; its stages are planned after. Refuses where there is no such
-- course (SC006), it is archived (SC002), or a value or date cannot be (SC013, SC003). Returns its key.
create function stageclock.create_assignment(
    p_course_id bigint,
    p_title text,
    p_description text,
    p_time_zone text,
    p_min_team_size integer,
    p_max_team_size integer,
    p_starts_at timestamptz,
    p_ends_at timestamptz,
    p_actor_id bigint
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_course public.courses := stageclock.lock_open_course(p_course_id);
    v_work public.assignments;
begin
    perform stageclock.refuse_course_work_values(
        p_title, p_time_zone, p_min_team_size, p_max_team_size, p_starts_at, p_ends_at);
    insert into public.assignments
        (course_id, title, description, time_zone, min_team_size, max_team_size, starts_at, ends_at, created_by)
    values
        (v_course.id, btrim(p_title), p_description, p_time_zone, p_min_team_size, p_max_team_size, p_starts_at,
         p_ends_at, p_actor_id)
    returning * into v_work;
    insert into public.assignment_teachers (assignment_id, user_id)
    select v_work.id, p_actor_id where p_actor_id is not null;
    perform stageclock.record_audit(
        p_actor_id, 'assignment_created', 'assignment', v_work.id,
        stageclock.tell_assignment(v_work) || jsonb_build_object('course_id', v_course.id), stageclock.current_time());
    return v_work.id;
end
$$;
