-- The role that runs the jobs: stageclock_clock, or whoever owns the code where a host gives one role only.
create function stageclock.clock_role() returns name
language sql stable
begin atomic
    select coalesce(
        (select r.rolname from pg_catalog.pg_roles r where r.rolname = 'stageclock_clock'),
        (select pg_catalog.pg_get_userbyid(n.nspowner) from pg_catalog.pg_namespace n where n.nspname = 'stageclock')
    );
end;
