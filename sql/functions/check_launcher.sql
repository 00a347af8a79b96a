-- Health: is pg_cron's launcher alive? On 1.4 it never comes back once its connection was terminated.
create function stageclock.check_launcher(out status text, out detail text)
language plpgsql stable
as $$
begin
    if stageclock.other_driver() = 'external' then
        status := 'ok';
        detail := 'A scheduler outside PostgreSQL calls the tick: pg_cron is not needed.';
    elsif exists (select from pg_catalog.pg_stat_activity a where a.backend_type = 'pg_cron launcher') then
        status := 'ok';
        detail := 'pg_cron''s launcher is running.';
    elsif not pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'usage') then
        status := 'warn';
        detail := 'This role cannot see the launcher: grant pg_read_all_stats to ' || quote_ident(current_user) || '.';
    elsif stageclock.cron_is_preloaded() then
        status := 'red';
        detail := 'pg_cron''s launcher is not running: restart PostgreSQL, and do not terminate the launcher or'
            || ' drop the database it sits in.';
    else
        status := 'red';
        detail := 'pg_cron is not preloaded: add it to shared_preload_libraries, set cron.database_name = '
            || quote_literal(current_database()) || ', restart PostgreSQL, run sql/roles.sql as a superuser, then'
            || ' `flask clock install`.';
    end if;
end
$$;
