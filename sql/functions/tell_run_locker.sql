-- Health: which session keeps pg_cron from writing down its runs, without which it starts none, and what ends it; null
-- where none does. By pg_locks: a lock that lets others read stops pg_cron no less.
create function stageclock.tell_run_locker() returns text
language plpgsql stable
as $$
begin
    return (
        select 'cron.job_run_details is locked, which stops every job: end the session that holds it, select'
            || ' pg_terminate_backend(' || l.pid || ').'
        from pg_catalog.pg_locks l
        where l.relation = to_regclass('cron.job_run_details') and l.granted
          and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
          and l.mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
        order by l.pid
        limit 1
    );
end
$$;
