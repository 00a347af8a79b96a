-- `first_reminder` for one stage, as it is or as it is about to be.
create function stageclock.next_reminder(p_stage public.stages, p_after timestamptz) returns timestamptz
language sql stable
begin atomic
    select r.remind_at
    from stageclock.first_reminder(
        (p_stage).id, (p_stage).assignment_id, (p_stage).status, (p_stage).ends_at, p_after) r;
end;
