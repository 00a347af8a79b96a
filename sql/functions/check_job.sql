-- Health: is this job in cron.job once, active, and with exactly this command?
create function stageclock.check_job(p_procedure text, out status text, out detail text)
language plpgsql stable
as $$
declare
    v_command text := 'CALL stageclock.' || p_procedure || '()';
    v_job record;
    v_count bigint;
begin
    if stageclock.other_driver() is not null then
        status := 'ok';
        detail := case stageclock.other_driver()
            when 'external' then 'A scheduler outside PostgreSQL is to run '
            else 'pg_cron runs from another database '
        end || v_command || case p_procedure when 'tick' then '; heartbeat says whether it does.' else '.' end;
        return;
    end if;
    if not stageclock.cron_is_here() then
        status := 'warn';
        detail := 'pg_cron is not in this database, so its jobs cannot be seen from here. Install it here, or see to'
            || ' it that something else runs ' || v_command || '; `flask clock install` says how.';
        return;
    end if;
    select count(*) into v_count
    from stageclock.list_jobs() j where j.command ~* ('\mstageclock\.' || p_procedure || '\M');
    select * into v_job
    from stageclock.list_jobs() j where j.command ~* ('\mstageclock\.' || p_procedure || '\M') order by j.jobid limit 1;
    status := 'red';
    if v_count = 0 then
        detail := 'No job runs ' || v_command || ': run `flask clock install`.';
    elsif v_count > 1 then
        detail := v_count || ' jobs run ' || v_command || ': unschedule all but one, or run `flask clock install`.';
    elsif v_job.command <> v_command then
        detail := 'Job ' || v_job.jobid || ' runs another command than ' || v_command || ': run `flask clock install`.';
    elsif not v_job.active then
        detail := 'Job ' || v_job.jobid || ' was switched off: select cron.alter_job(' || v_job.jobid
            || ', active => true) as a superuser.';
    else
        status := 'ok';
        detail := 'Job ' || v_job.jobid || ' runs ' || v_command || ' at ' || v_job.schedule || '.';
    end if;
end
$$;
