-- Moves a stage and all later ones of its plan by whole days, as `shifted` says: recorded as a change of times of each,
-- and as one act on the course work, whose audit id is returned. Refuses where there is no such course work or stage
-- (SC006), it is archived or nothing is left to move (SC002), the plan is not the one that was shown (SC011), the days
-- are no number of days to move by (SC013), or a date cannot be (SC003). What is due is done before.
create function stageclock.shift_stages(
    p_assignment_id bigint,
    p_from_stage_id bigint,
    p_days integer,
    p_shown text,
    p_actor_id bigint,
    p_reason text default null
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz;
    v_moved bigint[];
begin
    perform stageclock.lock_plan(p_assignment_id);
    v_at := stageclock.current_time();
    perform stageclock.settle_assignment(p_assignment_id, v_at);
    perform stageclock.refuse_changed_plan(p_assignment_id, p_shown);
    perform stageclock.refuse_shift(p_assignment_id, p_from_stage_id, p_days, v_at);
    with moved as (
        update public.stages s set starts_at = n.new_starts_at, ends_at = n.new_ends_at
        from stageclock.shifted(p_assignment_id, p_from_stage_id, p_days, v_at) n
        where s.id = n.stage_id and n.moves
        returning n.*
    ), written as (
        insert into public.audit_events (actor_id, action, subject_type, subject_id, details, created_at)
        select p_actor_id, 'stage_rescheduled', 'stage', m.stage_id,
               stageclock.window_change(m.starts_at, m.ends_at, m.new_starts_at, m.new_ends_at, p_reason), v_at
        from moved m
    )
    select array_agg(m.stage_id) into v_moved from moved m;
    -- What failed was the transition at the old date.
    delete from public.stage_attempts a where a.stage_id = any (v_moved);
    return stageclock.record_audit(
        p_actor_id, 'stages_shifted', 'assignment', p_assignment_id,
        jsonb_build_object(
            'from_stage', (stageclock.read_stage(p_from_stage_id)).name, 'days', p_days,
            'stages', cardinality(v_moved), 'reason', stageclock.tell_reason(p_reason)),
        v_at);
end
$$;
