-- Gives a stage another window: both dates while it is pending, the end only once it is active; null means no date.
-- Refuses where there is no such stage (SC006), it is closed (SC002), the window cannot be (SC003), or `p_foretold` is
-- not what would happen (SC011). A date that is not changed may lie in the past. No change of status: recorded in
-- `audit_events`, whose id is returned; null where both dates are as they were, and nothing was written.
create function stageclock.reschedule_stage(
    p_stage_id bigint,
    p_starts_at timestamptz,
    p_ends_at timestamptz,
    p_actor_id bigint,
    p_reason text default null,
    p_foretold text default null
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
    perform stageclock.refuse_surprise(p_foretold, p_stage_id, 'schedule', p_starts_at, p_ends_at, v_at);
    v_stage := stageclock.settle_stage(p_stage_id, v_at);
    return stageclock.change_window(v_stage, p_starts_at, p_ends_at, p_actor_id, p_reason, v_at);
end
$$;
