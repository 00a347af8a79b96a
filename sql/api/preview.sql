-- Every transition that the clock will make until an instant, overdue ones first, if nobody acts; changes nothing.
-- `people` is how many will be told, `names` the first five of them; `obstacle` says what stands in its way, null where
-- nothing of its own does: paused (the whole clock), foreign_copy, backing_off, quarantined. `affected` is how many
-- students a team formation would group, or required roles a division would give out, as things stand and without
-- drawing; `affected_names` the first five.
create function stageclock.preview(p_until timestamptz)
returns table (
    due_at timestamptz, stage_id bigint, from_status public.stage_status, to_status public.stage_status,
    assignment_id bigint, name text, kind public.stage_kind, people bigint, obstacle text,
    names text[], affected bigint, affected_names text[]
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
    v_at timestamptz := stageclock.current_time();
    v_refusal public.run_outcome := stageclock.refusal();
begin
    return query
    with coming as (
        select s.starts_at as due_at, s.id, 'pending'::public.stage_status as from_status,
               'active'::public.stage_status as to_status, s.assignment_id, s.name, s.kind
        from public.stages s
        where s.status = 'pending' and not s.held and s.starts_at <= p_until
        union all
        select s.ends_at, s.id, 'active', 'completed', s.assignment_id, s.name, s.kind
        from public.stages s
        where s.status = 'active' and not s.held and s.ends_at <= p_until
        union all
        select s.ends_at, s.id, 'active', 'completed', s.assignment_id, s.name, s.kind
        from public.stages s
        where s.status = 'pending' and not s.held and s.starts_at <= p_until and s.ends_at <= p_until
    ), told as materialized (
        -- Once for each course work: its class may be large.
        select w.id, t.people, t.names
        from (select distinct c.assignment_id from coming c) w (id)
        cross join lateral stageclock.told_of(w.id) t
    )
    select c.due_at, c.id, c.from_status, c.to_status, c.assignment_id, c.name, c.kind, t.people,
           case when v_refusal is not null then v_refusal::text
                when bool_or(a.quarantined_at is not null) then 'quarantined'
                when bool_or(a.next_try_at > v_at) then 'backing_off'
           end,
           t.names, coalesce(e.affected, 0), coalesce(e.affected_names, '{}')
    from coming c
    join told t on t.id = c.assignment_id
    left join lateral stageclock.affected_by(c.id, c.kind) e on c.to_status = 'completed'
    -- A closing waits for its own opening, too.
    left join public.stage_attempts a on a.stage_id = c.id and a.to_status <= c.to_status
    group by c.due_at, c.id, c.from_status, c.to_status, c.assignment_id, c.name, c.kind, t.people, t.names,
             e.affected, e.affected_names
    order by c.due_at, c.to_status, c.id;
end
$$;
