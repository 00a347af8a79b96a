-- Has messages that were given up tried again, as if for the first time: those of the notices named, or all where none
-- are. Refuses where none of them was given up, or nothing is mailed (SC009). Returns how many will be tried.
create function stageclock.retry_mail(p_notification_ids bigint[], p_actor_id bigint, p_by text default null)
returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz := stageclock.current_time();
    v_again integer;
begin
    if stageclock.mail_refusal() is not null then
        perform stageclock.refuse('SC009', 'Nothing is mailed from here at present: what was given up stays as it is.');
    end if;
    update public.mail_outbox o
    set dead_at = null, attempts = 0, next_try_at = v_at
    where o.dead_at is not null and (p_notification_ids is null or o.notification_id = any (p_notification_ids));
    get diagnostics v_again = row_count;
    if v_again = 0 then
        perform stageclock.refuse('SC009', 'None of this mail was given up: there is nothing to try again.');
    end if;
    perform stageclock.record_audit(
        p_actor_id, 'mail_retried', 'clock', 0,
        jsonb_strip_nulls(jsonb_build_object('by', p_by, 'messages', v_again)), v_at);
    return v_again;
end
$$;
