-- Stops the clock of one stage: it is held and open to nobody. What is due is done before. Refuses where there is no
-- such stage (SC006), it is closed (SC002), or it is paused already (SC008). Returns the audit event's id.
create function stageclock.pause_stage(p_stage_id bigint, p_actor_id bigint, p_reason text default null)
returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_work public.assignments := stageclock.lock_with_work(p_stage_id);
    v_at timestamptz := stageclock.current_time();
    v_stage public.stages;
begin
    perform stageclock.settle_assignment(v_work.id, v_at);
    v_stage := stageclock.lock_stage(p_stage_id);
    if v_stage.paused_at is not null then
        perform stageclock.refuse('SC008', 'It is paused already.');
    elsif v_stage.status = 'completed' then
        perform stageclock.refuse('SC002', 'This stage is closed already.');
    end if;
    update public.stages s
    set paused_at = v_at, paused_by = p_actor_id, pause_reason = stageclock.tell_reason(p_reason)
    where s.id = p_stage_id;
    return stageclock.record_audit(
        p_actor_id, 'stage_paused', 'stage', p_stage_id,
        jsonb_build_object('reason', stageclock.tell_reason(p_reason)), v_at);
end
$$;
