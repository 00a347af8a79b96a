-- The one clock. Every rule asks it; tests replace it. Never refuses.
create function stageclock.current_time() returns timestamptz
language sql volatile
return pg_catalog.clock_timestamp();
