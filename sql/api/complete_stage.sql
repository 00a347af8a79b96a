-- Closes a stage now, by hand, whether it has begun or not. Refuses where there is no such stage (SC006), its clock
-- stands still (SC007), or it is closed already (SC002). The planned end stays, and stays in `due_at`.
create function stageclock.complete_stage(
    p_stage_id bigint,
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
    perform stageclock.refuse_held(v_stage);
    if v_stage.status = 'completed' then
        perform stageclock.refuse('SC002', 'This stage is closed already.');
    end if;
    return stageclock.change_status(
        v_stage, 'completed', v_stage.ends_at, v_at, p_actor_id, stageclock.tell_reason(p_reason));
end
$$;
