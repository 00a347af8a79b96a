-- The last 50 runs of our jobs as pg_cron saw them, newest first; empty where pg_cron lives elsewhere.
create view stageclock.cron_job_runs as
select r.runid, r.jobid, r.jobname, r.status, r.return_message, r.start_time, r.end_time
from stageclock.list_job_runs() r;
