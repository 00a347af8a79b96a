-- Closes a stage now, by hand, whether it has begun or not. Refuses where there is no such stage (SC006), its clock
-- stands still (SC007), it is closed already (SC002), or `p_foretold` is not what would happen (SC011). The planned end
-- stays, and stays in `due_at`.
create function stageclock.complete_stage(
    p_stage_id bigint,
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
    perform stageclock.refuse_surprise(p_foretold, p_stage_id, 'completion', null, null, v_at);
    v_stage := stageclock.settle_stage(p_stage_id, v_at);
    perform stageclock.refuse_completion(v_stage);
    return stageclock.change_status(
        v_stage, 'completed', v_stage.ends_at, v_at, p_actor_id, stageclock.tell_reason(p_reason));
end
$$;
