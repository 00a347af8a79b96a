-- Whether this server loaded pg_cron at its start; false too where the role may not read the setting.
create function stageclock.cron_is_preloaded() returns boolean
language plpgsql stable
as $$
begin
    return coalesce(stageclock.read_setting('shared_preload_libraries') ~ '\mpg_cron\M', false);
end
$$;
