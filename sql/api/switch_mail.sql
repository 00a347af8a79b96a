-- Switches mail on or off; for operators. What waited is not sent any more, either way: off, because nobody sends it;
-- on, because it is from before. Returns how many messages that were; null where mail is so already.
create function stageclock.switch_mail(p_on boolean, p_by text) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_dropped integer;
begin
    update public.clock_control c set is_mailing = p_on where c.is_mailing <> p_on;
    if not found then
        return null;
    end if;
    delete from public.mail_outbox o where o.sent_at is null and o.dead_at is null;
    get diagnostics v_dropped = row_count;
    perform stageclock.record_audit(
        null, case when p_on then 'mail_switched_on' else 'mail_switched_off' end, 'clock', 0,
        jsonb_build_object('by', p_by, 'messages', nullif(v_dropped, 0)), stageclock.current_time());
    return v_dropped;
end
$$;
