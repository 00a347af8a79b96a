-- Retention, in small commits: old runs of the clock, old rows of our jobs in cron.job_run_details; after a day failed
-- sign-ins, uploaded class lists, tickets of hand-ins and idempotency keys; after 30 days what was mailed or given up.
-- History stays; what is older than a day of it is counted.
create procedure stageclock.purge(
    p_runs_kept interval default '30 days',
    p_job_runs_kept interval default '7 days',
    p_batch integer default 5000
)
language plpgsql
as $$
begin
    while stageclock.purge_runs(stageclock.current_time() operator(pg_catalog.-) p_runs_kept, p_batch)
          operator(pg_catalog.>) 0 loop
        commit;
    end loop;
    while stageclock.purge_job_runs(stageclock.current_time() operator(pg_catalog.-) p_job_runs_kept, p_batch)
          operator(pg_catalog.>) 0 loop
        commit;
    end loop;
    while stageclock.purge_sign_in_failures(
        stageclock.current_time() operator(pg_catalog.-) interval '1 day', p_batch) operator(pg_catalog.>) 0 loop
        commit;
    end loop;
    while stageclock.purge_roster_drafts(
        stageclock.current_time() operator(pg_catalog.-) interval '1 day', p_batch) operator(pg_catalog.>) 0 loop
        commit;
    end loop;
    while stageclock.purge_tickets(
        stageclock.current_time() operator(pg_catalog.-) interval '1 day', p_batch) operator(pg_catalog.>) 0 loop
        commit;
    end loop;
    while stageclock.purge_mail(
        stageclock.current_time() operator(pg_catalog.-) interval '30 days', p_batch) operator(pg_catalog.>) 0 loop
        commit;
    end loop;
    while stageclock.purge_idempotency_keys(
        stageclock.current_time() operator(pg_catalog.-) interval '1 day', p_batch) operator(pg_catalog.>) 0 loop
        commit;
    end loop;
    perform stageclock.count_history(stageclock.current_time() operator(pg_catalog.-) interval '1 day');
    commit;
end
$$;
