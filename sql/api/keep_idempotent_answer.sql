-- Keeps what was answered to the request that claimed a key, so that the same request is answered so again.
create function stageclock.keep_idempotent_answer(p_user_id bigint, p_key text, p_status integer, p_body jsonb)
returns void
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
    update public.idempotency_keys k
    set status = p_status, body = p_body
    where k.user_id = p_user_id and k.key = p_key and k.status is null
$$;
