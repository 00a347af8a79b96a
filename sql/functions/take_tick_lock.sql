-- The shared side of the lock that a migration takes exclusively (app/installer/code.py), held until commit.
-- False while a migration runs: the caller must then move nothing, and may only note that it stepped aside.
create function stageclock.take_tick_lock() returns boolean
language sql volatile
return pg_catalog.pg_try_advisory_xact_lock_shared(pg_catalog.hashtextextended('stageclock.migration', 0));
