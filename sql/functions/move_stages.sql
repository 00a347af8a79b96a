-- Status, history with effects, and notices of stages that the caller has locked and checked; all or nothing. Those
-- without effects are written set-based. Attempts that came before are forgotten. The unique key of the history refuses
-- a second time.
create function stageclock.move_stages(
    p_stage_ids bigint[],
    p_to public.stage_status,
    p_at timestamptz,
    p_run_id bigint
) returns void
language plpgsql volatile
as $$
declare
    v_stage public.stages;
    v_transitions bigint[];
begin
    for v_stage in
        select s.* from public.stages s
        where p_to = 'completed' and s.id = any (p_stage_ids) and stageclock.closes_with_effects(s.kind)
        order by s.ends_at, s.id
    loop
        v_transitions := v_transitions || stageclock.record_transition(
            v_stage, p_to, v_stage.ends_at, p_at, 'clock', null, null, p_run_id);
    end loop;
    with moved as (
        update public.stages s
        set status = p_to,
            remind_at = case when o.remind_at <= p_at then o.remind_at else r.remind_at end
        from public.stages o
        cross join lateral stageclock.first_reminder(o.id, o.assignment_id, p_to, o.ends_at, p_at) r
        where s.id = o.id and o.id = any (p_stage_ids)
        returning s.id, s.kind, s.generation, s.starts_at, s.ends_at
    ), written as (
        insert into public.stage_transitions
            (stage_id, generation, from_status, to_status, due_at, happened_at, cause, run_id)
        select m.id, m.generation,
               case p_to when 'active' then 'pending'::public.stage_status else 'active'::public.stage_status end,
               p_to,
               case p_to when 'active' then m.starts_at else m.ends_at end,
               p_at, 'clock', p_run_id
        from moved m
        where p_to = 'active' or not stageclock.closes_with_effects(m.kind)
        returning id
    )
    select v_transitions || array_agg(w.id) into v_transitions from written w;
    delete from public.stage_attempts a where a.stage_id = any (p_stage_ids) and a.to_status = p_to;
    perform stageclock.announce(v_transitions, p_to = 'completed');
end
$$;
