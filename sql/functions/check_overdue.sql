-- Health: how old is the oldest transition that is due and not quarantined? Red past 3 minutes,
-- or two minutes later than the tick is called where that is less often than every minute.
create function stageclock.check_overdue(p_at timestamptz, out status text, out detail text)
language plpgsql stable
as $$
declare
    v_opening timestamptz;
    v_closing timestamptz;
    v_age interval;
    v_every interval := greatest(stageclock.tick_interval(), interval '1 minute');
begin
    select s.starts_at into v_opening
    from public.stages s
    left join public.stage_attempts a on a.stage_id = s.id and a.to_status = 'active'
    where s.status = 'pending' and not s.held and s.starts_at <= p_at and a.quarantined_at is null
    order by s.starts_at, s.id limit 1;
    select s.ends_at into v_closing
    from public.stages s
    left join public.stage_attempts a on a.stage_id = s.id and a.to_status = 'completed'
    where s.status = 'active' and not s.held and s.ends_at <= p_at and a.quarantined_at is null
    order by s.ends_at, s.id limit 1;
    v_age := p_at - least(v_opening, v_closing);
    status := case
        when v_age > v_every + interval '2 minutes' then 'red'
        when v_age > v_every + interval '30 seconds' then 'warn'
        else 'ok'
    end;
    detail := case
        when v_age is null then 'Nothing is overdue.'
        when status = 'ok' then 'The oldest due transition waits for ' || stageclock.span(v_age) || '.'
        else 'The oldest due transition waits for ' || stageclock.span(v_age) || ': `flask clock tick` moves it now;'
            || ' what failed stands in stage_attempts.' || coalesce(' ' || stageclock.tell_failure(), '')
            || coalesce(' ' || stageclock.tell_lock_holder(), '')
    end;
end
$$;
