-- Whether this server loaded pg_cron at its start; false too where the role may not read the setting.
create function stageclock.cron_is_preloaded() returns boolean
language sql stable
return coalesce(
    current_setting('shared_preload_libraries', true) ~ '\mpg_cron\M', false
);
