-- Takes a stage out of its plan; the others close ranks. Refuses where there is no such stage (SC006), the course work is
-- archived, the stage has a history, which is never removed (both SC002), or it was edited after this version of it was
-- shown (SC011). What it was is kept in the audit of the course work. Returns the audit event's id.
create function stageclock.remove_stage(p_stage_id bigint, p_actor_id bigint, p_version integer default null)
returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_work public.assignments := stageclock.lock_with_work(p_stage_id);
    v_at timestamptz;
    v_stage public.stages;
begin
    perform stageclock.lock_plan(v_work.id);
    v_at := stageclock.current_time();
    v_stage := stageclock.settle_stage(p_stage_id, v_at);
    if v_stage.status <> 'pending' or exists (select from public.stage_transitions t where t.stage_id = p_stage_id) then
        perform stageclock.refuse('SC002', 'This stage has a history, which is kept: close it instead of removing it.');
    end if;
    perform stageclock.refuse_stale(p_version, v_stage.version);
    -- What hangs on a stage that has not begun: roles of a division, with whoever holds them already.
    delete from public.division_roles r where r.stage_id = p_stage_id;
    delete from public.stages s where s.id = p_stage_id;
    perform stageclock.number_stages(v_work.id, '{}', 0);
    return stageclock.record_audit(
        p_actor_id, 'stage_removed', 'assignment', v_work.id,
        stageclock.stage_words(v_stage)
            || jsonb_build_object('stage_id', p_stage_id, 'starts_at', v_stage.starts_at, 'ends_at', v_stage.ends_at),
        v_at);
end
$$;
