-- Puts notices into the outbox in the transaction that makes them, whoever makes them: those that their readers want by
-- mail, where mail is on.
create function stageclock.queue_mail() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz;
begin
    if not exists (select from public.clock_control c where c.is_mailing) then
        return null;
    end if;
    v_at := stageclock.current_time();
    insert into public.mail_outbox (notification_id, next_try_at, created_at)
    select n.id, v_at, v_at
    from told n
    join public.users u on u.id = n.recipient_id
    where stageclock.wants_mail(u, n.kind);
    return null;
end
$$;

create trigger queue_mail
    after insert on public.notifications
    referencing new table as told
    for each statement execute function stageclock.queue_mail();
