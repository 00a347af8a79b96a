-- Removes up to `p_limit` of our jobs' rows in cron.job_run_details from before an instant; returns how many went. With
-- the caller's own rights: pg_cron's row security lets a role see and delete what its own jobs left.
-- A run that never connected has no times: it goes with its neighbours, or once 10,080 newer ones stand (a week's).
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
        with ours as (
            select d.runid, coalesce(d.end_time, d.start_time) as at
            from cron.job_run_details d
            where d.username = current_user and d.command ~* '\mstageclock\.(tick|purge)\M'
        ), kept as (
            select min(o.runid) filter (where o.at >= $1) as first_dated, max(o.runid) - 10080 as long_ago from ours o
        )
        delete from cron.job_run_details
        where runid in (
            select o.runid
            from ours o cross join kept k
            where o.at < $1 or (o.at is null and (o.runid < k.first_dated or o.runid <= k.long_ago))
            order by o.runid
            limit $2
        )
    $query$ using p_before, p_limit;
    get diagnostics v_gone = row_count;
    return v_gone;
end
$$;
