-- Opens a stage now, by hand. Refuses where there is no such stage (SC006), its clock stands still (SC007), it has
-- begun already (SC002), or its end has passed (SC003). Its start becomes this instant; the plan stays in `due_at`.
create function stageclock.activate_stage(
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
    if v_stage.status <> 'pending' then
        perform stageclock.refuse('SC002', 'Only a stage that has not begun can be opened.');
    elsif v_stage.ends_at <= v_at then
        perform stageclock.refuse('SC003', 'The end of this stage has passed: give it a later one first.');
    end if;
    update public.stages s set starts_at = v_at where s.id = p_stage_id;
    return stageclock.change_status(
        v_stage, 'active', v_stage.starts_at, v_at, p_actor_id, stageclock.tell_reason(p_reason));
end
$$;
