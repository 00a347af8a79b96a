-- Keeps what was answered to the request that claimed a key, so that the same request is answered so again. What an upload
-- holds is known only by now: its digest takes the place of the one that the key was claimed with.
create function stageclock.keep_idempotent_answer(
    p_user_id bigint,
    p_key text,
    p_status integer,
    p_body jsonb,
    p_request_digest text default null
) returns void
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
    update public.idempotency_keys k
    set status = p_status, body = p_body, request_digest = coalesce(p_request_digest, k.request_digest)
    where k.user_id = p_user_id and k.key = p_key and k.status is null
$$;
