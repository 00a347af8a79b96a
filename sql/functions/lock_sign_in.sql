-- Has sign-ins with one username follow each other, so that none is counted twice or not at all, and returns the
-- username as failures are counted: in lower case, cut where no username of ours reaches. Nobody need have it.
create function stageclock.lock_sign_in(p_username text) returns text
language plpgsql volatile
as $$
declare
    v_username text := left(lower(btrim(p_username)), 200);
begin
    perform pg_catalog.pg_advisory_xact_lock(
        pg_catalog.hashtextextended('stageclock.sign_in:' || v_username, 0));
    return v_username;
end
$$;
