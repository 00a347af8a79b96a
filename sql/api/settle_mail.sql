-- Says what became of a claimed message: sent, or why not; for good (never again) or to be tried later, until it was
-- tried too often. Returns sent, waiting or dead; null where another attempt has begun meanwhile: nothing is changed.
create function stageclock.settle_mail(
    p_notification_id bigint,
    p_attempts integer,
    p_error text default null,
    p_for_good boolean default false
) returns text
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz := stageclock.current_time();
    v_outcome text := case
        when p_error is null then 'sent'
        when p_for_good or p_attempts >= stageclock.most_mail_attempts() then 'dead'
        else 'waiting'
    end;
begin
    update public.mail_outbox o
    set sent_at = case when v_outcome = 'sent' then v_at end,
        dead_at = case when v_outcome = 'dead' then v_at end,
        next_try_at = case when v_outcome = 'waiting' then v_at + stageclock.back_off(p_attempts)
                           else o.next_try_at end,
        error = left(p_error, 500)
    where o.notification_id = p_notification_id and o.attempts = p_attempts
      and o.sent_at is null and o.dead_at is null;
    return case when found then v_outcome end;
end
$$;
