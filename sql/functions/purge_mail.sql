-- Removes up to `p_limit` rows of the outbox that were sent or given up before an instant; returns how many went.
create function stageclock.purge_mail(p_before timestamptz, p_limit integer) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_gone integer;
begin
    if not stageclock.take_tick_lock() then
        return 0;
    end if;
    delete from public.mail_outbox
    where notification_id in (
        select o.notification_id from public.mail_outbox o
        where o.sent_at < p_before or o.dead_at < p_before
        limit p_limit
    );
    get diagnostics v_gone = row_count;
    return v_gone;
end
$$;
