-- Moves a stage to another place in its plan; the others close ranks. The first place is 0, and one beyond the end is
-- the last. Refuses where there is no such stage (SC006) or the course work is archived (SC002). Returns the audit
-- event's id, null where it stands there already.
create function stageclock.place_stage(p_stage_id bigint, p_position integer, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_work public.assignments := stageclock.lock_with_work(p_stage_id);
    v_was integer;
    v_is integer;
begin
    perform stageclock.lock_plan(v_work.id);
    v_was := (stageclock.lock_stage(p_stage_id)).position;
    perform stageclock.number_stages(v_work.id, array[p_stage_id], p_position);
    select s.position into v_is from public.stages s where s.id = p_stage_id;
    if v_is = v_was then
        return null;
    end if;
    -- The audit is read by people, who count from 1.
    return stageclock.record_audit(
        p_actor_id, 'stage_moved', 'stage', p_stage_id,
        jsonb_build_object('from', jsonb_build_object('position', v_was + 1),
                           'to', jsonb_build_object('position', v_is + 1)),
        stageclock.current_time());
end
$$;
