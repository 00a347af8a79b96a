-- When this backend started; with its process id it names one backend for ever. Null where the role may not see it.
create function stageclock.own_backend_start() returns timestamptz
language sql stable
begin atomic
    select a.backend_start from pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid()) a;
end;
