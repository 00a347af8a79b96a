-- Claims one attempt to sign in before the password is looked at, so that guesses made at once are bounded too: it
-- counts as failed until `forget_sign_in_failures`. Returns how long sign-ins with this username are still locked, here
-- or from everywhere, and then counts nothing; null where the attempt may go ahead. Asks nothing about people.
create function stageclock.begin_sign_in(p_username text, p_address text) returns interval
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_username text := stageclock.lock_sign_in(p_username);
    v_address text := stageclock.sign_in_address(p_address);
    v_at timestamptz := stageclock.current_time();
    v_locked_until timestamptz;
begin
    -- What reached the limit and has no end yet is an attempt whose password is being looked at.
    select max(coalesce(f.locked_until, stageclock.sign_in_lock(f.address, f.failures, f.last_at)))
    into v_locked_until
    from public.sign_in_failures f
    where f.username = v_username and f.address in ('', v_address);
    if v_locked_until > v_at then
        return v_locked_until - v_at;
    end if;
    insert into public.sign_in_failures as f (username, address, failures, last_at)
    select v_username, a.address, 1, v_at from unnest(array['', v_address]) a (address)
    on conflict (username, address) do update
    set failures = case when f.last_at < v_at - interval '1 day' then 1 else f.failures + 1 end,
        last_at = v_at,
        locked_until = null;
    return null;
end
$$;
