-- Health: in libpq mode pg_cron connects to the host and port frozen into each job, wherever that is by now.
create function stageclock.check_job_host(out status text, out detail text)
language plpgsql stable
as $$
begin
    status := 'ok';
    detail := 'Every job connects to this server.';
    if stageclock.read_setting('cron.use_background_workers') = 'on' then
        detail := 'Jobs run in background workers of this server.';
        return;
    end if;
    select 'red', string_agg(
        'Job ' || j.jobid || ' connects to ' || j.nodename || ', port ' || j.nodeport || ', but this server is '
        || stageclock.read_setting('cron.host') || ', port ' || current_setting('port') || ': run `flask clock install`.',
        ' ')
    into status, detail
    from stageclock.list_jobs() j
    where j.nodename is distinct from stageclock.read_setting('cron.host')
       or j.nodeport <> current_setting('port')::integer
    having count(*) > 0;
    if detail is null then
        status := 'ok';
        detail := 'Every job connects to this server.';
    end if;
end
$$;
