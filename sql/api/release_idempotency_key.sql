-- Lets go of a key whose request changed nothing, so that it may be tried again under the same key.
create function stageclock.release_idempotency_key(p_user_id bigint, p_key text) returns void
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
    delete from public.idempotency_keys k where k.user_id = p_user_id and k.key = p_key and k.status is null
$$;
