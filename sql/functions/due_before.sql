-- The earlier closings of its course work that settling a stage does first, in order: where it closes with effects,
-- those with effects that are due and not given up. Roles cannot be shared out before teams stand.
create function stageclock.due_before(p_stage_id bigint, p_at timestamptz) returns bigint[]
language plpgsql stable
as $$
begin
    return array(
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
    );
end
$$;
