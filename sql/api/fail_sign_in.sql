-- Says that a claimed attempt to sign in was wrong. Where it was one too many, the lock runs from now, and the person,
-- if there is one with this username, has it in their audit. Returns for how long it is locked; null where it is not,
-- or was by another attempt.
create function stageclock.fail_sign_in(p_username text, p_address text) returns interval
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_username text := stageclock.lock_sign_in(p_username);
    v_address text := stageclock.sign_in_address(p_address);
    v_at timestamptz := stageclock.current_time();
    v_locked_until timestamptz;
    v_failures integer;
begin
    with locked as (
        update public.sign_in_failures f
        set locked_until = stageclock.sign_in_lock(f.address, f.failures, v_at)
        where f.username = v_username and f.address in ('', v_address)
          and f.locked_until is null
          and stageclock.sign_in_lock(f.address, f.failures, v_at) is not null
        returning f.locked_until, f.failures
    )
    select max(l.locked_until), max(l.failures) into v_locked_until, v_failures from locked l;
    if v_locked_until is not null then
        perform stageclock.record_audit(
            null, 'sign_in_locked', 'user', u.id,
            jsonb_build_object('address', v_address, 'failures', v_failures, 'ends_at', v_locked_until), v_at)
        from public.users u
        where lower(u.username) = v_username;
    end if;
    return v_locked_until - v_at;
end
$$;
