-- Whether this clock was told that no job of this database calls its tick, and what does: null where one should.
create function stageclock.other_driver() returns text
language plpgsql stable
as $$
begin
    return (select nullif(c.driver, 'pg_cron') from public.clock_control c);
end
$$;
