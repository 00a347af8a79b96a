-- How often the tick is meant to be called: what the job's schedule says, or the scheduler outside was said to do.
-- Schedules that are no "every n minutes" or "n seconds" count as hourly, or daily where the hour is fixed too.
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
    return case
        when v_schedule ~ '^\d+ seconds?$' then split_part(v_schedule, ' ', 1)::integer * interval '1 second'
        when v_schedule ~ '^\*\s+\*' then interval '1 minute'
        when v_schedule ~ '^\*/\d+\s+\*' then substring(v_schedule from '^\*/(\d+)')::integer * interval '1 minute'
        when v_schedule ~ '^\S+\s+\*' then interval '1 hour'
        else interval '1 day'
    end;
end
$$;
