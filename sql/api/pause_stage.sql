-- Stops the clock of one stage: it is held and open to nobody. What is due is done before. Refuses where there is no
-- such stage (SC006), it is closed (SC002), it is paused already (SC008), or `p_foretold` is not what would happen
-- (SC011). Returns the audit event's id.
create function stageclock.pause_stage(
    p_stage_id bigint,
    p_actor_id bigint,
    p_reason text default null,
    p_foretold text default null
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_work public.assignments := stageclock.lock_with_work(p_stage_id);
    v_at timestamptz;
    v_stage public.stages;
begin
    perform stageclock.lock_stages_of(v_work.id);
    v_at := stageclock.current_time();
    perform stageclock.refuse_surprise(p_foretold, p_stage_id, 'pause', null, null, v_at);
    perform stageclock.settle_assignment(v_work.id, v_at);
    v_stage := stageclock.lock_stage(p_stage_id);
    perform stageclock.refuse_paused(v_stage.paused_at);
    perform stageclock.refuse_closed(v_stage);
    update public.stages s
    set paused_at = v_at, paused_by = p_actor_id, pause_reason = stageclock.tell_reason(p_reason)
    where s.id = p_stage_id;
    return stageclock.record_audit(
        p_actor_id, 'stage_paused', 'stage', p_stage_id,
        jsonb_build_object('reason', stageclock.tell_reason(p_reason)), v_at);
end
$$;
