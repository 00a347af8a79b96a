-- Keeps a class list as it was read from a file, to be looked at; changes nobody's place. Returns its id. Refuses where
-- there is no such course (SC006), it is archived (SC002), or the rows cannot be a class list (SC013).
create function stageclock.create_roster_draft(
    p_course_id bigint,
    p_file_name text,
    p_encoding text,
    p_sheet text,
    p_rows jsonb,
    p_actor_id bigint
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_course public.courses := stageclock.lock_open_course(p_course_id);
    v_draft bigint;
begin
    perform stageclock.refuse_roster_rows(p_rows);
    insert into public.roster_drafts (course_id, created_by, file_name, encoding, sheet, rows, created_at)
    values (v_course.id, p_actor_id, p_file_name, p_encoding, p_sheet, p_rows, stageclock.current_time())
    returning id into v_draft;
    return v_draft;
end
$$;
