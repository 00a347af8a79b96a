-- Ends a person's own token at once. Refuses where they have no such token (SC006) or it was revoked (SC002). Returns
-- the audit event's id.
create function stageclock.revoke_access_token(p_user_id bigint, p_token_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz := stageclock.current_time();
    v_token public.access_tokens;
begin
    select t.* into v_token from public.access_tokens t
    where t.id = p_token_id and t.user_id = p_user_id
    for update;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such token.');
    end if;
    if v_token.revoked_at is not null then
        perform stageclock.refuse('SC002', 'This token is revoked already.');
    end if;
    update public.access_tokens t set revoked_at = v_at where t.id = p_token_id;
    return stageclock.record_audit(
        p_user_id, 'token_revoked', 'user', p_user_id,
        jsonb_build_object('name', v_token.name, 'scope', v_token.scope), v_at);
end
$$;
