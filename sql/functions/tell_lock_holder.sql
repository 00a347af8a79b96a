-- Health: which session's transaction holds locks on stages for longer than the web waits for any (5 s), and what ends
-- it; null where none does. A tick passes over what others have locked, so such a session keeps stages from moving.
create function stageclock.tell_lock_holder() returns text
language plpgsql stable
as $$
begin
    return (
        select 'Session ' || a.pid || ' (' || coalesce(a.usename, 'unknown') || ') has held locks on stages for '
            || stageclock.span(pg_catalog.clock_timestamp() - a.xact_start)
            || ': a superuser ends it by select pg_terminate_backend(' || a.pid || ').'
        from pg_catalog.pg_locks l
        join pg_catalog.pg_stat_activity a on a.pid = l.pid and a.backend_type = 'client backend'
        where l.relation = 'public.stages'::regclass and l.granted and l.mode <> 'AccessShareLock'
          and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
          and a.xact_start < pg_catalog.clock_timestamp() - interval '5 seconds'
        order by a.xact_start
        limit 1
    );
end
$$;
