-- Transitions that failed: tried again at `next_try_at`, or given up at `quarantined_at` until a person says retry.
-- Without a SQLSTATE the attempt crashed or timed out: nobody was left to say why.
create view stageclock.stage_problems as
select a.stage_id, s.assignment_id, s.name, s.kind, a.to_status, a.attempts, a.next_try_at, a.quarantined_at,
       a.sqlstate, a.message
from public.stage_attempts a
join public.stages s on s.id = a.stage_id
where a.sqlstate is not null or a.quarantined_at is not null or a.attempts > 1;
