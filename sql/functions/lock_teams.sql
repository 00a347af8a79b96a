-- Lets one change of a course work's teams happen at a time, until its transaction ends: joining, leaving, grouping.
-- Taken after any lock on its stages and before any on its teams; the instant of the act is taken after.
create function stageclock.lock_teams(p_assignment_id bigint) returns void
language plpgsql volatile
as $$
begin
    perform pg_catalog.pg_advisory_xact_lock(
        pg_catalog.hashtextextended('stageclock:teams:' || p_assignment_id, 0));
end
$$;
