-- Takes the message that has been due longest and that no other sender has, for the length of a lease: with its attempt
-- counted, so that a crash is remembered. No row where none is due, mail is off, this is a copy, or a migration runs.
-- What its reader no longer wants goes unsent; what was begun too often is given up. Commit before sending.
create function stageclock.claim_mail(p_lease interval default '5 minutes') returns table (
    notification_id bigint, attempts integer, kind text, params jsonb, created_at timestamptz, name text, email text,
    locale text, assignment_id bigint, title text, time_zone text, home text
)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set jit = off
as $$
declare
    v_at timestamptz := stageclock.current_time();
    v_due public.mail_outbox;
begin
    if not stageclock.take_tick_lock() or stageclock.mail_refusal() is not null then
        return;
    end if;
    loop
        select o.* into v_due
        from public.mail_outbox o
        where o.sent_at is null and o.dead_at is null and o.next_try_at <= v_at
        order by o.next_try_at, o.notification_id
        limit 1
        for update skip locked;
        if not found then
            return;
        end if;
        exit when not stageclock.drop_mail(v_due, v_at);
    end loop;
    return query
    update public.mail_outbox o
    set attempts = o.attempts + 1, next_try_at = v_at + p_lease
    from public.notifications n
    join public.users u on u.id = n.recipient_id
    left join public.assignments a on a.id = (n.params ->> 'assignment_id')::bigint
    cross join public.clock_control c
    where o.notification_id = v_due.notification_id and n.id = o.notification_id
    returning o.notification_id, o.attempts, n.kind, n.params, n.created_at, u.name, btrim(u.email), u.locale,
              a.id, a.title, coalesce(a.time_zone, u.time_zone), md5(c.home_system || ':' || c.home_database);
end
$$;
