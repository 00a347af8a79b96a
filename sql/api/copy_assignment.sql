-- Copies a course work into a course as a new draft, its plan so many weeks on, as `copied` says; returns its key. The
-- whole keeps its zone and takes description, own dates, managing teachers, links, reminders and files along (`p_files`:
-- for each attachment's key the storage key of the copied bytes); a plan alone takes the zone of the course. Refuses
-- where there is no such course work or course (SC006), the course is archived (SC002), the plan or the files are not
-- those that were shown (SC011), a value cannot be (SC013), or a date cannot be (SC003).
create function stageclock.copy_assignment(
    p_assignment_id bigint,
    p_course_id bigint,
    p_title text,
    p_weeks integer,
    p_whole boolean,
    p_files jsonb,
    p_shown text,
    p_actor_id bigint
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_course public.courses := stageclock.lock_open_course(p_course_id);
    v_work public.assignments := stageclock.lock_assignment(p_assignment_id);
    v_zone text := case when p_whole then v_work.time_zone else v_course.time_zone end;
    v_at timestamptz;
    v_new bigint;
begin
    perform stageclock.lock_stages_of(p_assignment_id);
    v_at := stageclock.current_time();
    perform stageclock.refuse_changed_plan(p_assignment_id, p_shown);
    perform stageclock.refuse_copy(p_assignment_id, p_weeks, v_zone, p_whole, v_at);
    v_new := stageclock.create_assignment(
        p_course_id, p_title, case when p_whole then v_work.description else '' end, v_zone,
        v_work.min_team_size, v_work.max_team_size,
        case when p_whole then stageclock.move_wall_time(v_work.starts_at, v_zone, 7 * p_weeks) end,
        case when p_whole then stageclock.move_wall_time(v_work.ends_at, v_zone, 7 * p_weeks) end, p_actor_id);
    if p_whole then
        perform stageclock.copy_material(v_work, v_new, p_files, p_actor_id);
    end if;
    perform stageclock.record_audit(
        p_actor_id, 'assignment_copied', 'assignment', v_new,
        jsonb_build_object(
            'from', jsonb_build_object('assignment_id', v_work.id, 'title', v_work.title),
            'whole', p_whole, 'weeks', p_weeks,
            'stages', stageclock.copy_stages(p_assignment_id, v_new, p_weeks, v_zone, v_at)),
        v_at);
    return v_new;
end
$$;
