-- Whose token this is and what it may do (`user_id`, `scope`), null where there is none that is in force. Says when it
-- was last used, to the minute, so that most requests write nothing.
create function stageclock.use_access_token(p_token_hash text) returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz := stageclock.current_time();
    v_token public.access_tokens;
begin
    select t.* into v_token from public.access_tokens t
    where t.token_hash = p_token_hash and t.revoked_at is null and t.expires_at > v_at;
    if not found then
        return null;
    end if;
    if coalesce(v_token.last_used_at < v_at - interval '1 minute', true) then
        update public.access_tokens t
        set last_used_at = v_at
        where t.id = (select n.id from public.access_tokens n where n.id = v_token.id for update skip locked);
    end if;
    return jsonb_build_object('user_id', v_token.user_id, 'scope', v_token.scope);
end
$$;
