-- Deletes a course work with everything in it: the one way in which history may go, and the audit of its course keeps
-- what it was. Refuses where there is no such course work (SC006) or its title is not the one that was typed (SC013).
-- Returns the storage keys of its files, to be removed once this is committed.
create function stageclock.delete_assignment(
    p_assignment_id bigint,
    p_title text,
    p_actor_id bigint,
    p_reason text default null
) returns text[]
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_work public.assignments;
    v_keys text[];
    v_event bigint;
begin
    -- For update: nobody adds anything to it any more, and what somebody was just adding is seen below.
    select a.* into v_work from public.assignments a where a.id = p_assignment_id for update;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such course work.');
    elsif btrim(regexp_replace(p_title, '\s+', ' ', 'g'))
          is distinct from btrim(regexp_replace(v_work.title, '\s+', ' ', 'g')) then
        perform stageclock.refuse('SC013', 'This is not its title: type it as it stands above.');
    end if;
    perform stageclock.lock_stages_of(p_assignment_id);
    v_keys := array(
        select f.storage_key from public.attachments f where f.assignment_id = p_assignment_id
        union all
        select f.storage_key
        from public.submission_files f
        join public.submissions s on s.id = f.submission_id
        join public.teams t on t.id = s.team_id
        where t.assignment_id = p_assignment_id);
    v_event := stageclock.record_audit(
        p_actor_id, 'assignment_deleted', 'course', v_work.course_id,
        stageclock.tell_deleted(v_work) || jsonb_build_object(
            'reason', stageclock.tell_reason(p_reason),
            'counts', (select jsonb_object_agg(c.part, c.number)
                       from stageclock.contents_of_assignment(p_assignment_id) c)),
        stageclock.current_time());
    -- Shown to the guard of the history, which asks the audit whether it is true.
    perform set_config('stageclock.deletion', v_event::text, true);
    perform stageclock.remove_contents(p_assignment_id);
    perform set_config('stageclock.deletion', '', true);
    delete from public.assignments a where a.id = p_assignment_id;
    return v_keys;
end
$$;
