-- Changes everything about a stage in one act: its words, and its window as `reschedule_stage` does. Refuses where there
-- is no such stage (SC006), the course work is archived (SC002), the stage is no longer the version that was shown
-- (SC011), `p_foretold` is not what the new window leads to (SC011), a value cannot be (SC013), the kind changes though
-- it has begun (SC002), or the window cannot be (SC003). Changes nothing: writes nothing. Returns whether it changed.
create function stageclock.edit_stage(
    p_stage_id bigint,
    p_version integer,
    p_name text,
    p_description text,
    p_kind text,
    p_submission_mode text,
    p_starts_at timestamptz,
    p_ends_at timestamptz,
    p_actor_id bigint,
    p_reason text default null,
    p_foretold text default null
) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz;
    v_was public.stages;
    v_is public.stages;
    v_moves boolean;
begin
    perform stageclock.refuse_archived(stageclock.lock_with_work(p_stage_id));
    perform stageclock.refuse_stale(p_version, (stageclock.lock_in_order(p_stage_id)).version);
    v_at := stageclock.current_time();
    perform stageclock.refuse_surprise(p_foretold, p_stage_id, 'schedule', p_starts_at, p_ends_at, v_at);
    v_was := stageclock.settle_stage(p_stage_id, v_at);
    v_is := stageclock.describe_stage(v_was, p_name, p_description, p_kind, p_submission_mode);
    if v_is.kind <> v_was.kind and v_was.status <> 'pending' then
        perform stageclock.refuse('SC002', 'This stage has begun, and keeps its kind: add another stage instead.');
    end if;
    v_moves := (p_starts_at, p_ends_at) is distinct from (v_was.starts_at, v_was.ends_at);
    if v_moves then
        perform stageclock.change_window(v_was, p_starts_at, p_ends_at, p_actor_id, p_reason, v_at);
    end if;
    return stageclock.change_words(v_was, v_is, p_actor_id, p_reason, v_at) or v_moves;
end
$$;
