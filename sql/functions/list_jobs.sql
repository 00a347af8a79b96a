-- Our rows of cron.job, whoever owns them; none where pg_cron lives elsewhere. Jobs that another Stageclock of this
-- cluster registered from its own database are named stageclock-…@database: those are not ours.
create function stageclock.list_jobs()
returns table (
    jobid bigint, jobname text, schedule text, command text, nodename text, nodeport integer,
    database text, username text, active boolean
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if not stageclock.cron_is_here() then
        return;
    end if;
    return query execute $query$
        select j.jobid, j.jobname::text, j.schedule, j.command, j.nodename, j.nodeport,
               j.database, j.username, j.active
        from cron.job j
        where (j.jobname ~ '^stageclock-' or j.command ~* '\mstageclock\.(tick|purge)\M')
          and (j.jobname is null or j.jobname !~ '@' or j.database = current_database())
        order by j.jobid
    $query$;
end
$$;
