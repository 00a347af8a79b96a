-- When the first reminder of one of a stage's ends is due that has not been made: ends minus the course work's distances,
-- later than an instant; null where none is left. One row. Inlined, so that it costs little for many stages at once.
create function stageclock.first_reminder(
    p_stage_id bigint,
    p_assignment_id bigint,
    p_status public.stage_status,
    p_ends_at timestamptz,
    p_after timestamptz
) returns table (remind_at timestamptz)
language sql stable
begin atomic
    select min(e.ends_at - r.ahead)
    from stageclock.ends_of(p_stage_id, p_status, p_ends_at) e
    join public.assignments a on a.id = p_assignment_id
    cross join lateral unnest(a.reminders) r (ahead)
    where e.ends_at - r.ahead > p_after
      and not exists (
          select from public.stage_reminders m
          where m.stage_id = p_stage_id and m.ends_at = e.ends_at and m.ahead = r.ahead);
end;
