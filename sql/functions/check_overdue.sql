-- Health: how old is the oldest transition that is due and not quarantined? Red past 3 minutes,
-- or two minutes later than the tick is called where that is less often than every minute.
create function stageclock.check_overdue(p_at timestamptz, out status text, out detail text)
language plpgsql stable
as $$
declare
    v_age interval := p_at - stageclock.oldest_overdue(p_at);
    v_every interval := greatest(stageclock.tick_interval(), interval '1 minute');
begin
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
