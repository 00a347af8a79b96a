-- When the next reminder of a stage's end is due that has not been made: ends minus the course work's distances, later than
-- an instant; null where none is left.
create function stageclock.next_reminder(
    p_stage_id bigint,
    p_assignment_id bigint,
    p_ends_at timestamptz,
    p_after timestamptz
) returns timestamptz
language sql stable
begin atomic
    select min(p_ends_at - r.ahead)
    from public.assignments a
    cross join lateral unnest(a.reminders) r (ahead)
    where a.id = p_assignment_id
      and p_ends_at - r.ahead > p_after
      and not exists (
          select from public.stage_reminders m
          where m.stage_id = p_stage_id and m.ends_at = p_ends_at and m.ahead = r.ahead);
end;
