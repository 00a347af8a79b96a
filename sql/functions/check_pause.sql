-- Health: is the whole clock paused?
create function stageclock.check_pause(p_at timestamptz, out status text, out detail text)
language plpgsql stable
as $$
declare
    v_control record;
begin
    select c.paused_at, c.paused_by, c.reason into v_control from public.clock_control c;
    if v_control.paused_at is null then
        status := 'ok';
        detail := 'The clock is not paused.';
    else
        status := 'red';
        detail := 'The clock has been paused for ' || stageclock.span(p_at - v_control.paused_at)
            || coalesce(' by ' || v_control.paused_by, '') || coalesce(' (' || v_control.reason || ')', '')
            || ': `flask clock resume` lets it run.';
    end if;
end
$$;
