-- Forgets the failed sign-ins with a username: from one address and the count from everywhere, as when the right
-- password came from there; from every address where none is given, as when somebody gets a new password.
create function stageclock.forget_sign_in_failures(p_username text, p_address text default null) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_username text := stageclock.lock_sign_in(p_username);
begin
    delete from public.sign_in_failures f
    where f.username = v_username
      and (p_address is null or f.address in ('', stageclock.sign_in_address(p_address)));
end
$$;
