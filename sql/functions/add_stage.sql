-- Adds one stage at the end of a locked plan and records it; returns its key. Refuses words that cannot be (SC013) and
-- windows that cannot be (SC003).
create function stageclock.add_stage(p_assignment_id bigint, p_stage jsonb, p_actor_id bigint, p_at timestamptz)
returns bigint
language plpgsql volatile
as $$
declare
    v_stage public.stages := stageclock.describe_stage(
        null, p_stage ->> 'name', p_stage ->> 'description', p_stage ->> 'kind', p_stage ->> 'submission_mode');
begin
    v_stage.starts_at := (p_stage ->> 'starts_at')::timestamptz;
    v_stage.ends_at := (p_stage ->> 'ends_at')::timestamptz;
    perform stageclock.refuse_new_window(v_stage.starts_at, v_stage.ends_at, p_at);
    insert into public.stages
        (assignment_id, position, name, description, kind, submission_mode, starts_at, ends_at)
    values (p_assignment_id,
            (select coalesce(max(s.position) + 1, 0) from public.stages s where s.assignment_id = p_assignment_id),
            v_stage.name, v_stage.description, v_stage.kind, v_stage.submission_mode, v_stage.starts_at, v_stage.ends_at)
    returning id into v_stage.id;
    perform stageclock.record_audit(
        p_actor_id, 'stage_added', 'stage', v_stage.id,
        stageclock.stage_words(v_stage)
            || jsonb_build_object('starts_at', v_stage.starts_at, 'ends_at', v_stage.ends_at),
        p_at);
    return v_stage.id;
end
$$;
