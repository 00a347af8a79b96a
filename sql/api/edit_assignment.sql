-- Changes what a course work says of itself; no stage is touched, and another zone moves no instant. Refuses where there
-- is no such course work (SC006), somebody has changed it since that version (SC011), or a value or date cannot be
-- (SC013, SC003). Returns the audit event's id; null where nothing is different, and nothing was written.
create function stageclock.edit_assignment(
    p_assignment_id bigint,
    p_version integer,
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
    v_was public.assignments := stageclock.lock_assignment(p_assignment_id);
    v_is public.assignments;
    v_change jsonb;
begin
    perform stageclock.refuse_stale(p_version, v_was.version);
    perform stageclock.refuse_course_work_values(
        p_title, p_time_zone, p_min_team_size, p_max_team_size, p_starts_at, p_ends_at);
    update public.assignments a
    set title = btrim(p_title), description = p_description, time_zone = p_time_zone, starts_at = p_starts_at,
        ends_at = p_ends_at, min_team_size = p_min_team_size, max_team_size = p_max_team_size
    where a.id = p_assignment_id
    returning a.* into v_is;
    v_change := stageclock.difference(stageclock.tell_assignment(v_was), stageclock.tell_assignment(v_is));
    if v_change -> 'to' = 'null' then
        return null;
    end if;
    return stageclock.record_audit(
        p_actor_id, 'assignment_edited', 'assignment', p_assignment_id, v_change, stageclock.current_time());
end
$$;
