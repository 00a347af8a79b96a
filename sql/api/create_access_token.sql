-- Lets a program act for a person for so many days: to read, or to write too. Keeps the token's hash only. Returns its
-- id. Refuses (SC013) one without a name or a scope, one that lasts longer than a year, and more than fifty at a time.
create function stageclock.create_access_token(
    p_user_id bigint,
    p_name text,
    p_token_hash text,
    p_scope text,
    p_days integer
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz := stageclock.current_time();
    v_name text := btrim(coalesce(p_name, ''));
    v_token bigint;
begin
    perform stageclock.lock_person(p_user_id);
    if v_name = '' or length(v_name) > 100 then
        perform stageclock.refuse('SC013', 'A token has a name of at most 100 characters.');
    end if;
    if coalesce(p_scope not in ('read', 'write'), true) then
        perform stageclock.refuse('SC013', 'Choose whether the token may only read, or change things too.');
    end if;
    if coalesce(p_days not between 1 and 366, true) then
        perform stageclock.refuse('SC013', 'A token lasts between 1 and 366 days.');
    end if;
    if (select count(*) from public.access_tokens t
        where t.user_id = p_user_id and t.revoked_at is null and t.expires_at > v_at) >= 50 then
        perform stageclock.refuse('SC013', 'You have 50 tokens already: revoke one that you no longer need.');
    end if;
    insert into public.access_tokens (user_id, name, token_hash, scope, expires_at, created_at)
    values (p_user_id, v_name, p_token_hash, p_scope, v_at + make_interval(days => p_days), v_at)
    returning id into v_token;
    perform stageclock.record_audit(
        p_user_id, 'token_created', 'user', p_user_id,
        jsonb_build_object('name', v_name, 'scope', p_scope, 'days', p_days), v_at);
    return v_token;
end
$$;
