-- How often the tick is meant to be called: what its job's schedule says, or whoever calls it from elsewhere was said
-- to do.
create function stageclock.tick_interval() returns interval
language plpgsql stable
as $$
declare
    v_control record;
    v_schedule text;
begin
    select c.driver, c.driver_interval into v_control from public.clock_control c;
    select j.schedule into v_schedule
    from stageclock.list_jobs() j where j.command ~* '\mstageclock\.tick\M' order by j.jobid limit 1;
    if v_control.driver <> 'pg_cron' or v_schedule is null then
        return coalesce(v_control.driver_interval, interval '1 minute');
    end if;
    return stageclock.schedule_interval(v_schedule);
end
$$;
