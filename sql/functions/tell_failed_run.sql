-- Health: what pg_cron said of the tick's last run where that failed after an instant; null where it did not, or where
-- something else calls the tick. A run that could not even connect bears no time.
create function stageclock.tell_failed_run(p_since timestamptz) returns text
language plpgsql stable
as $$
begin
    return (
        select 'pg_cron''s last run failed: ' || regexp_replace(btrim(r.return_message, E' \n.'), '\s+', ' ', 'g') || '.'
        from (
            select l.status, l.return_message, coalesce(l.end_time, l.start_time) as at
            from stageclock.list_job_runs(3) l
            where l.jobname = 'stageclock-tick'
            order by l.runid desc
            limit 1
        ) r
        where r.status = 'failed' and coalesce(r.at > p_since, true) and stageclock.other_driver() is null
    );
end
$$;
