-- A server setting, null where it does not exist or this role may not read it (pg_cron's are for pg_read_all_settings).
create function stageclock.read_setting(p_name text) returns text
language plpgsql stable
as $$
begin
    return pg_catalog.current_setting(p_name, true);
exception when insufficient_privilege then
    return null;
end
$$;
