-- Health: does anybody send what is to be mailed? Warns once a message has been due for ten minutes: no stage waits for
-- mail, so it is never red.
create function stageclock.check_mail(p_at timestamptz, out status text, out detail text)
language plpgsql stable
as $$
declare
    v_age interval := p_at - stageclock.oldest_mail_due();
    v_sent_at timestamptz := (
        select o.sent_at from public.mail_outbox o where o.sent_at is not null order by o.sent_at desc limit 1);
begin
    status := case when v_age > interval '10 minutes' then 'warn' else 'ok' end;
    detail := case
        when stageclock.mail_refusal() = 'off' then 'Mail is off.'
        when v_age is null then 'Nothing is due to be mailed from here.'
        when status = 'ok' then 'The oldest message to be mailed has been due for '
            || stageclock.span(greatest(v_age, interval '0')) || '.'
        else 'The oldest message to be mailed has been due for ' || stageclock.span(v_age) || ', and '
            || coalesce('the last was sent ' || stageclock.span(p_at - v_sent_at) || ' ago', 'none was sent yet')
            || ': run `flask mail deliver --follow` as a service; where it runs, it says what its server has against us.'
    end;
end
$$;
