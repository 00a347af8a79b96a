-- Whether a message that is due is not to be sent after all, and sees to that: its reader does not want it any more and
-- it goes, or it was begun too often and is given up. The caller has locked it.
create function stageclock.drop_mail(p_due public.mail_outbox, p_at timestamptz) returns boolean
language plpgsql volatile
as $$
begin
    delete from public.mail_outbox o
    using public.notifications n, public.users u
    where o.notification_id = p_due.notification_id and n.id = o.notification_id and u.id = n.recipient_id
      and stageclock.wants_mail(u, n.kind) is not true;
    if found then
        return true;
    end if;
    update public.mail_outbox o
    set dead_at = p_at, error = coalesce(o.error, 'The sender ended while it was sending this.')
    where o.notification_id = p_due.notification_id and p_due.attempts >= stageclock.most_mail_attempts();
    return found;
end
$$;
