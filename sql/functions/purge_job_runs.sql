-- Removes up to `p_limit` of our jobs' rows in cron.job_run_details that ended before an instant; returns how many
-- went. With the caller's own rights: pg_cron's row security lets a role delete what its own jobs left.
create function stageclock.purge_job_runs(p_before timestamptz, p_limit integer) returns integer
language plpgsql volatile
as $$
declare
    v_gone integer;
begin
    if not stageclock.cron_is_here() then
        return 0;
    end if;
    -- Oldest key first, because the table has no index on time; never many at once, because a lock on it stops jobs.
    execute $query$
        delete from cron.job_run_details
        where runid in (
            select d.runid from cron.job_run_details d
            where d.username = current_user and d.end_time < $1 and d.command ~* '\mstageclock\.(tick|purge)\M'
            order by d.runid
            limit $2
        )
    $query$ using p_before, p_limit;
    get diagnostics v_gone = row_count;
    return v_gone;
end
$$;
