-- Opens a stage now, by hand. Refuses where there is no such stage (SC006), its clock stands still (SC007), it has
-- begun already (SC002), its end has passed (SC003), or `p_foretold` is not what would happen (SC011). Its start becomes
-- this instant; the plan stays in `due_at`.
create function stageclock.activate_stage(
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
    perform stageclock.refuse_surprise(p_foretold, p_stage_id, 'activation', null, null, v_at);
    v_stage := stageclock.settle_stage(p_stage_id, v_at);
    perform stageclock.refuse_activation(v_stage, v_at);
    update public.stages s set starts_at = v_at where s.id = p_stage_id;
    return stageclock.change_status(
        v_stage, 'active', v_stage.starts_at, v_at, p_actor_id, stageclock.tell_reason(p_reason));
end
$$;
