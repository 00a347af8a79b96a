-- Makes a hand-in of what has arrived, as the next attempt of its team; what counts is when it was begun. `p_files` is an array
-- of {storage_key, file_name, media_type, kind, size_bytes, sha256}, `kind` the extension that the content has. Refuses a
-- ticket as use_ticket does, and what the stage does not take (SC013). Returns the submission's id.
create function stageclock.complete_submission(
    p_ticket_id bigint,
    p_url text,
    p_note text,
    p_files jsonb,
    p_actor_id bigint
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz := stageclock.current_time();
    v_ticket public.submission_tickets := stageclock.use_ticket(p_ticket_id, p_actor_id, v_at);
    v_team public.teams := stageclock.lock_team(v_ticket.team_id);
    v_stage public.stages;
    v_submission bigint;
begin
    select s.* into v_stage from public.stages s where s.id = v_ticket.stage_id;
    perform stageclock.refuse_submission(v_stage, p_url, p_files);
    insert into public.submissions
        (stage_id, team_id, attempt, submitted_by, begun_at, submitted_at, url, note, created_at)
    select v_stage.id, v_team.id, coalesce(max(s.attempt), 0) + 1, p_actor_id, v_ticket.begun_at, v_at, p_url,
           coalesce(btrim(p_note), ''), v_at
    from public.submissions s
    where s.stage_id = v_stage.id and s.team_id = v_team.id
    returning id into v_submission;
    insert into public.submission_files (submission_id, storage_key, file_name, media_type, size_bytes, sha256, created_at)
    select v_submission, f.storage_key, f.file_name, f.media_type, f.size_bytes, f.sha256, v_at
    from jsonb_to_recordset(p_files)
        f (storage_key text, file_name text, media_type text, size_bytes bigint, sha256 text);
    perform stageclock.tell(array_remove(stageclock.members_of(v_team.id), p_actor_id), 'submission_made',
        stageclock.about_team(v_team, p_actor_id) || jsonb_build_object('stage_id', v_stage.id, 'stage', v_stage.name));
    perform stageclock.record_team_act(p_actor_id, 'submission_made', v_team,
        jsonb_build_object('stage_id', v_stage.id, 'submission_id', v_submission), v_at);
    return v_submission;
end
$$;
