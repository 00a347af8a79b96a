-- The clock in figures, for monitors, from one statement: `figure`, the `labels` that tell its rows apart, `value`. Ages and
-- lags are seconds. Names nobody and no course work. A figure without an occasion yet has no row.
create function stageclock.figures() returns table (figure text, labels jsonb, value double precision)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz := stageclock.current_time();
begin
    return query
    with one_row (name, worth) as (
        select 'heartbeat_age_seconds', extract(epoch from v_at - c.heartbeat_at) from public.clock_control c
        union all
        select 'oldest_overdue_seconds', coalesce(extract(epoch from v_at - stageclock.oldest_overdue(v_at)), 0)
        union all
        select 'failing_transitions', count(*) from public.stage_attempts a
        where a.sqlstate is not null and a.quarantined_at is null
        union all
        select 'quarantined_transitions', count(*) from public.stage_attempts a where a.quarantined_at is not null
        union all
        select 'mail_waiting', count(*) from public.mail_outbox o where o.sent_at is null and o.dead_at is null
        union all
        select 'mail_overdue_seconds', coalesce(greatest(extract(epoch from v_at - stageclock.oldest_mail_due()), 0), 0)
        union all
        select 'mail_given_up', count(*) from public.mail_outbox o where o.dead_at is not null
        union all
        (select 'last_run_lag_seconds', extract(epoch from r.started_at - r.oldest_due_at)
         from public.clock_runs r where r.oldest_due_at is not null order by r.id desc limit 1)
        union all
        (select 'last_transition_lag_seconds', extract(epoch from t.happened_at - greatest(t.due_at, s.created_at))
         from public.stage_transitions t join public.stages s on s.id = t.stage_id
         where t.cause = 'clock' and t.due_at is not null
           and t.id > (select max(l.id) - 10000 from public.stage_transitions l) -- not the whole of an import
         order by t.id desc limit 1)
    )
    select o.name, '{}'::jsonb, o.worth::double precision from one_row o
    union all
    select 'clock_check', jsonb_build_object('check', h.check_name),
           array_position(array['ok', 'warn', 'red'], h.status) - 1.0::double precision
    from stageclock.health() h
    union all
    select 'transitions', jsonb_build_object('kind', t.kind, 'to_status', t.to_status, 'cause', t.cause),
           t.number::double precision
    from stageclock.transitions_counted() t;
end
$$;
