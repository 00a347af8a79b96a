-- Whether pg_cron's tables are in this database. Asked of pg_extension: naming cron.job would raise without rights.
create function stageclock.cron_is_here() returns boolean
language sql stable
begin atomic
    select exists (select from pg_catalog.pg_extension e where e.extname = 'pg_cron');
end;
