-- Claims a key for one request of a person's, before it is done. Returns null where it may be done; where the key was
-- used within a day, the `request_digest` of that request, and its `status` and `body`, null while it is being answered.
-- An upload is claimed with a digest that begins with `unread:`. What is still unread after half an hour was cut off: nothing
-- of it counted, as a hand-in ends within 15 minutes, so its key may be claimed again. That of other requests may not: nobody
-- knows whether they were done.
create function stageclock.claim_idempotency_key(p_user_id bigint, p_key text, p_request_digest text) returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz := stageclock.current_time();
    v_kept public.idempotency_keys;
begin
    insert into public.idempotency_keys as k (user_id, key, request_digest, created_at)
    values (p_user_id, p_key, p_request_digest, v_at)
    on conflict (user_id, key) do update
    set request_digest = excluded.request_digest, created_at = excluded.created_at, status = null, body = null
    where k.created_at < v_at - interval '1 day'
       or (k.status is null and k.request_digest like 'unread:%' and k.created_at < v_at - interval '30 minutes');
    if found then
        return null;
    end if;
    select k.* into v_kept from public.idempotency_keys k where k.user_id = p_user_id and k.key = p_key;
    return jsonb_build_object(
        'request_digest', v_kept.request_digest, 'status', v_kept.status, 'body', v_kept.body);
end
$$;
