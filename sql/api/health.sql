-- Would a stage move now? One row a cause: check_name, status (ok, warn, red), detail with the remedy.
-- Runs as the owner, who may read pg_cron's tables; what people read is the view `clock_health`.
create function stageclock.health() returns table (check_name text, status text, detail text)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz := stageclock.current_time();
begin
    return query
    select 'launcher', c.* from stageclock.check_launcher() c
    union all select 'tick_job', c.* from stageclock.check_job('tick') c
    union all select 'purge_job', c.* from stageclock.check_job('purge') c
    union all select 'job_role', c.* from stageclock.check_job_role() c
    union all select 'job_host', c.* from stageclock.check_job_host() c
    union all select 'run_ids', c.* from stageclock.check_run_ids() c
    union all select 'current_time', c.* from stageclock.check_current_time() c
    union all select 'heartbeat', c.* from stageclock.check_heartbeat(v_at) c
    union all select 'overdue', c.* from stageclock.check_overdue(v_at) c
    union all select 'quarantine', c.* from stageclock.check_quarantine() c
    union all select 'mail', c.* from stageclock.check_mail(v_at) c
    union all select 'paused', c.* from stageclock.check_pause(v_at) c
    union all select 'foreign_copy', c.* from stageclock.check_home() c
    union all select 'roles', c.* from stageclock.check_roles() c;
end
$$;
