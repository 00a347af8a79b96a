-- Our rows of cron.job, for those who may not read pg_cron's tables; empty where pg_cron lives elsewhere.
create view stageclock.cron_jobs as
select j.jobid, j.jobname, j.schedule, j.command, j.nodename, j.nodeport, j.database, j.username, j.active
from stageclock.list_jobs() j;
