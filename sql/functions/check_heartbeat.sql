-- Health: when was the tick last called, whatever it then did? Red two minutes after it should have been, and where the
-- clock was set back by more than that: pg_cron waits until it has caught up. Warns where pg_cron's last run failed.
create function stageclock.check_heartbeat(p_at timestamptz, out status text, out detail text)
language plpgsql stable
as $$
declare
    v_heartbeat timestamptz := (select c.heartbeat_at from public.clock_control c);
    v_age interval := p_at - v_heartbeat;
    v_every interval := stageclock.tick_interval();
    v_failure text := stageclock.tell_failed_run(v_heartbeat);
begin
    status := case
        when v_age is null or v_age > v_every + interval '2 minutes' or v_age < interval '-2 minutes' then 'red'
        when v_age > v_every + interval '30 seconds' or v_age < interval '-30 seconds' or v_failure is not null then 'warn'
        else 'ok'
    end;
    detail := case
        when v_age is null then 'The tick has never been called here: run `flask clock install`.'
        when v_age < interval '-30 seconds' then 'The last tick lies ' || stageclock.span(-v_age)
            || ' in the future: the server''s clock was set back. pg_cron waits until it has caught up; restart'
            || ' PostgreSQL to go on at once.'
        when status = 'ok' then 'The last tick was ' || stageclock.span(v_age) || ' ago.'
        else 'The last tick was ' || stageclock.span(v_age) || ' ago: look at the other checks and at'
            || ' stageclock.cron_job_runs; where all is well there, `flask clock install` has pg_cron read its jobs'
            || ' again; `flask clock tick` moves what is due now.'
    end || coalesce(' ' || v_failure, '');
end
$$;
