-- Tells active people something; of one transition and kind each at most once.
create function stageclock.tell(
    p_recipient_ids bigint[],
    p_kind text,
    p_params jsonb,
    p_transition_id bigint default null
) returns void
language plpgsql volatile
as $$
begin
    insert into public.notifications (recipient_id, kind, params, transition_id, created_at)
    select distinct u.id, p_kind, p_params, p_transition_id, stageclock.current_time()
    from public.users u
    where u.id = any (p_recipient_ids) and u.is_active
    on conflict (transition_id, recipient_id, kind) do nothing;
end
$$;
