-- Health: is the one clock the real one? A replaced one moves stages at the wrong instant.
create function stageclock.check_current_time(out status text, out detail text)
language plpgsql volatile
as $$
declare
    v_off interval := stageclock.current_time() - pg_catalog.clock_timestamp();
begin
    if abs(extract(epoch from v_off)) < 1 then
        status := 'ok';
        detail := 'The clock is PostgreSQL''s own.';
    else
        status := 'red';
        detail := 'stageclock.current_time() is off by ' || stageclock.span(greatest(v_off, -v_off))
            || ': somebody replaced it. Run `flask clock install`.';
    end if;
end
$$;
