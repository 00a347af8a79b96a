-- The four roles, their rights in this database, and pg_cron where it can be: run by psql as a superuser in the
-- application's database, once, and again after a restore. Running it twice changes nothing.
--
--   stageclock_owner    owns the database and its objects, runs Alembic
--   stageclock_app      the web: reads, calls the api, writes only tables without time rules
--   stageclock_clock    runs the jobs
--   stageclock_monitor  reads health
--
-- No role has a password of its own: give one by `alter role … password …` where people log in over the network.
\set ON_ERROR_STOP on
\set QUIET on
set client_min_messages = warning;

do $$
declare
    v_role text;
begin
    foreach v_role in array array['stageclock_owner', 'stageclock_app', 'stageclock_clock', 'stageclock_monitor'] loop
        if not exists (select from pg_catalog.pg_roles where rolname = v_role) then
            execute pg_catalog.format('create role %I login', v_role);
        end if;
    end loop;
end
$$;

-- pg_cron runs a job as its role, and only the role's own settings reach a CALL that commits.
alter role stageclock_clock set statement_timeout = '55s';
alter role stageclock_clock set lock_timeout = '2s';
alter role stageclock_app set lock_timeout = '5s';
alter role stageclock_clock set idle_in_transaction_session_timeout = '60s';

-- The owner schedules as the clock, and sees the launcher and the cron.* settings for health.
grant stageclock_clock to stageclock_owner;
grant pg_read_all_stats, pg_read_all_settings to stageclock_owner;

alter database :"DBNAME" owner to stageclock_owner;
revoke all on database :"DBNAME" from public;
grant connect on database :"DBNAME" to stageclock_app, stageclock_clock, stageclock_monitor;
grant temporary on database :"DBNAME" to stageclock_owner;
revoke create on schema public from public;
grant usage on schema public to stageclock_app, stageclock_clock, stageclock_monitor;

do $$
begin
    if pg_catalog.current_setting('cron.database_name', true) is distinct from pg_catalog.current_database()
       or pg_catalog.current_setting('shared_preload_libraries') !~ '\mpg_cron\M' then
        return;
    end if;
    create extension if not exists pg_cron;
    grant usage on schema cron to stageclock_owner, stageclock_clock;
    -- Row security hides other users' jobs; the owner's health checks read them all. A dump loses these policies.
    drop policy if exists stageclock_owner_reads on cron.job;
    create policy stageclock_owner_reads on cron.job for select to stageclock_owner using (true);
    drop policy if exists stageclock_owner_reads on cron.job_run_details;
    create policy stageclock_owner_reads on cron.job_run_details for select to stageclock_owner using (true);
    grant select on cron.runid_seq to stageclock_owner;
    -- A dump carries the jobs with the host and port of the server it was made on, and pg_cron would call the clock there
    -- from here. So they are not taken over: `flask clock install` registers them for this server. The function belongs
    -- to the extension, because a dump would carry it otherwise.
    create or replace function cron.stageclock_refuse_foreign_job() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $refuse$
    begin
        if new.command ~* '\mstageclock\.(tick|purge)\M'
           and pg_catalog.current_setting('cron.use_background_workers') <> 'on'
           and (new.nodename, new.nodeport::text) is distinct from
               (pg_catalog.current_setting('cron.host'), pg_catalog.current_setting('port')) then
            raise notice 'The job % of another server was not taken over: run flask clock install.', new.jobname;
            return null;
        end if;
        return new;
    end
    $refuse$;
    revoke all on function cron.stageclock_refuse_foreign_job() from public;
    if not exists (
        select from pg_catalog.pg_depend d
        where d.objid = 'cron.stageclock_refuse_foreign_job()'::regprocedure and d.deptype = 'e'
    ) then
        alter extension pg_cron add function cron.stageclock_refuse_foreign_job();
    end if;
    create or replace trigger stageclock_refuse_foreign_job before insert on cron.job
        for each row execute function cron.stageclock_refuse_foreign_job();
end
$$;
