-- Health: is pg_cron's launcher alive? On 1.4 it never comes back once its connection was terminated; where its database
-- was renamed it comes and goes.
create function stageclock.check_launcher(out status text, out detail text)
language plpgsql stable
as $$
declare
    v_waits_for text := stageclock.read_setting('cron.database_name');
begin
    if stageclock.other_driver() = 'external' then
        status := 'ok';
        detail := 'A scheduler outside PostgreSQL calls the tick: pg_cron is not needed.';
    elsif stageclock.cron_is_preloaded() and v_waits_for is not null
       and not exists (select from pg_catalog.pg_database d where d.datname = v_waits_for) then
        status := 'red';
        detail := 'pg_cron''s launcher waits for the database ' || quote_ident(v_waits_for) || ', which does not exist: set'
            || ' cron.database_name = ' || quote_literal(current_database()) || ', restart PostgreSQL, then'
            || ' `flask clock install`.';
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
