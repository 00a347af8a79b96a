-- Health: can every one of our jobs log in? Its role and database must exist and take connections.
create function stageclock.check_job_role(out status text, out detail text)
language plpgsql stable
as $$
begin
    select 'red', string_agg(
        'Job ' || j.jobid || ' cannot log in: ' || case
            when r.oid is null then 'the role ' || quote_ident(j.username) || ' does not exist. Run sql/roles.sql'
            when not r.rolcanlogin then 'alter role ' || quote_ident(j.username) || ' login'
            when d.oid is null or d.datname <> current_database()
                then 'its database ' || quote_ident(j.database) || ' is not this one'
            when not d.datallowconn then 'this database takes no connections'
            else 'grant connect on database ' || quote_ident(j.database) || ' to ' || quote_ident(j.username)
        end || '; then `flask clock install`.', ' ')
    into status, detail
    from stageclock.list_jobs() j
    left join pg_catalog.pg_roles r on r.rolname = j.username
    left join pg_catalog.pg_database d on d.datname = j.database
    where r.oid is null or not r.rolcanlogin or d.oid is null or d.datname <> current_database()
       or not d.datallowconn or not pg_catalog.has_database_privilege(r.oid, d.oid, 'connect');
    if detail is null then
        status := 'ok';
        detail := 'Every job''s role and database exist and may connect.';
    end if;
end
$$;
