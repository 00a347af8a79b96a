-- Locks a stage for an act by hand: first its course work, then the stages that settling may close before it, by due
-- time. The acts on one course work queue for its row, because a new end changes the order of the stages under those who
-- wait for them; the tick waits for nobody. Refuses a stage that does not exist (SC006). The instant of the act is taken
-- after.
create function stageclock.lock_in_order(p_stage_id bigint) returns public.stages
language plpgsql volatile
as $$
begin
    perform stageclock.lock_with_work(p_stage_id);
    perform
    from public.stages s
    join public.stages e on e.assignment_id = s.assignment_id
        and (e.ends_at, e.id) < (coalesce(s.ends_at, 'infinity'), s.id)
    where s.id = p_stage_id
      and s.status <> 'completed' and e.status <> 'completed'
      and stageclock.closes_with_effects(s.kind) and stageclock.closes_with_effects(e.kind)
    order by e.ends_at, e.id
    for no key update of e;
    return stageclock.lock_stage(p_stage_id);
end
$$;
