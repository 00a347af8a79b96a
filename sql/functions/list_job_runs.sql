-- The last runs of our jobs as pg_cron saw them, newest first, at most `p_limit`; none where pg_cron lives elsewhere.
-- By command and database, not by job: a job registered anew has another number, and its past is still ours. None, too,
-- while somebody locks pg_cron's table: `check_run_ids` says so.
create function stageclock.list_job_runs(p_limit integer default 50)
returns table (
    runid bigint, jobid bigint, jobname text, status text, return_message text,
    start_time timestamptz, end_time timestamptz
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '200ms'
as $$
begin
    if not stageclock.cron_is_here() then
        return;
    end if;
    -- By the key: cron.job_run_details has no index on time and may be long.
    return query execute $query$
        select d.runid, d.jobid, 'stageclock-' || substring(d.command from '(?i)stageclock\.(tick|purge)'),
               d.status, d.return_message, d.start_time, d.end_time
        from cron.job_run_details d
        where d.database = pg_catalog.current_database() and d.command ~* '\mstageclock\.(tick|purge)\M'
        order by d.runid desc
        limit $1
    $query$ using p_limit;
exception when lock_not_available then
    return;
end
$$;
