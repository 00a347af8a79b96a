-- Gives a stage another window: both dates while it is pending, the end only once it is active; null means no date.
-- Refuses where there is no such stage (SC006), it is closed (SC002), or the window cannot be (SC003). A date that is
-- not changed may lie in the past. No change of status: recorded in `audit_events`, whose id is returned; null where both dates are
-- as they were, and nothing was written.
create function stageclock.reschedule_stage(
    p_stage_id bigint,
    p_starts_at timestamptz,
    p_ends_at timestamptz,
    p_actor_id bigint,
    p_reason text default null
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz;
    v_stage public.stages;
begin
    perform stageclock.lock_in_order(p_stage_id);
    v_at := stageclock.current_time();
    v_stage := stageclock.settle_stage(p_stage_id, v_at);
    perform stageclock.refuse_window(v_stage, p_starts_at, p_ends_at, v_at);
    if (p_starts_at, p_ends_at) is not distinct from (v_stage.starts_at, v_stage.ends_at) then
        return null;
    end if;
    update public.stages s set starts_at = p_starts_at, ends_at = p_ends_at where s.id = p_stage_id;
    -- What failed was the transition at the old date.
    delete from public.stage_attempts a where a.stage_id = p_stage_id;
    return stageclock.record_audit(
        p_actor_id, 'stage_rescheduled', 'stage', p_stage_id,
        jsonb_build_object(
            'from', jsonb_build_object('starts_at', v_stage.starts_at, 'ends_at', v_stage.ends_at),
            'to', jsonb_build_object('starts_at', p_starts_at, 'ends_at', p_ends_at),
            'reason', stageclock.tell_reason(p_reason)),
        v_at);
end
$$;
