-- Our rows of cron.job, whoever owns them; none where pg_cron lives elsewhere. Ours are those that call our procedures in
-- this database, and those of our names whose database is gone, as after a renaming. Other jobs are other people's.
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
        where j.command ~* '\mstageclock\.(tick|purge)\M'
          and (j.database = current_database()
               or (j.jobname in ('stageclock-tick', 'stageclock-purge')
                   and not exists (select from pg_database d where d.datname = j.database)))
        order by j.jobid
    $query$;
end
$$;
