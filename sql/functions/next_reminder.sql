-- When the next reminder of one of a stage's ends is due that has not been made: ends minus the course work's distances,
-- later than an instant; null where none is left. The stage may be as it is or as it is about to be.
create function stageclock.next_reminder(p_stage public.stages, p_after timestamptz) returns timestamptz
language sql stable
begin atomic
    select min(e.ends_at - r.ahead)
    from stageclock.ends_of((p_stage).id, (p_stage).status, (p_stage).ends_at) e
    join public.assignments a on a.id = (p_stage).assignment_id
    cross join lateral unnest(a.reminders) r (ahead)
    where e.ends_at - r.ahead > p_after
      and not exists (
          select from public.stage_reminders m
          where m.stage_id = (p_stage).id and m.ends_at = e.ends_at and m.ahead = r.ahead);
end;
