-- What every act by hand begins with: the stage becomes what it effectively is, as by the clock, and stays locked.
-- Where it closes with effects, earlier such closings of the same course work that are due come first, as in the tick.
create function stageclock.settle_stage(p_stage_id bigint, p_at timestamptz) returns public.stages
language plpgsql volatile
as $$
declare
    v_earlier bigint;
begin
    for v_earlier in
        select e.id
        from public.stages s
        join public.stages e on e.assignment_id = s.assignment_id
            and (e.ends_at, e.id) < (coalesce(s.ends_at, 'infinity'), s.id)
        where s.id = p_stage_id
          and s.status <> 'completed' and e.status <> 'completed'
          and stageclock.closes_with_effects(s.kind) and stageclock.closes_with_effects(e.kind)
          and stageclock.effective_status(e.status, e.held, e.starts_at, e.ends_at, p_at) = 'completed'
          and not exists (select from public.stage_attempts a where a.stage_id = e.id and a.quarantined_at is not null)
        order by e.ends_at, e.id
    loop
        perform stageclock.catch_up(v_earlier, p_at);
    end loop;
    return stageclock.catch_up(p_stage_id, p_at);
end
$$;
