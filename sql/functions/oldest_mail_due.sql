-- Since when the message that a sender would take next has been due, or is going to be; null where nothing waits, mail is
-- off, or this is a copy, which sends nothing.
create function stageclock.oldest_mail_due() returns timestamptz
language plpgsql stable
as $$
begin
    if stageclock.mail_refusal() is not null then
        return null;
    end if;
    return (
        select o.next_try_at from public.mail_outbox o
        where o.sent_at is null and o.dead_at is null
        order by o.next_try_at, o.notification_id
        limit 1
    );
end
$$;
