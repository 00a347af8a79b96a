-- Lets the clock of one stage run again; the next tick catches up. Refuses where there is no such stage (SC006), it is
-- not paused (SC008), or `p_foretold` is not what would happen (SC011). Returns the audit event's id.
create function stageclock.resume_stage(
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
    perform stageclock.lock_with_work(p_stage_id);
    v_stage := stageclock.lock_stage(p_stage_id);
    v_at := stageclock.current_time();
    perform stageclock.refuse_surprise(p_foretold, p_stage_id, 'resumption', null, null, v_at);
    perform stageclock.refuse_running(v_stage.paused_at);
    update public.stages s set paused_at = null, paused_by = null, pause_reason = null where s.id = p_stage_id;
    return stageclock.record_audit(
        p_actor_id, 'stage_resumed', 'stage', p_stage_id,
        jsonb_build_object('paused_at', v_stage.paused_at, 'reason', stageclock.tell_reason(p_reason)), v_at);
end
$$;
