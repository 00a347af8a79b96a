-- Whether students may change their teams at an instant: while a team formation of the course work is open; where the plan
-- has none, while the course work is published and not paused.
create function stageclock.teams_may_change(p_assignment_id bigint, p_at timestamptz) returns boolean
language sql stable
begin atomic
    select coalesce(
        (select bool_or(not s.held
                and stageclock.effective_status(s.status, s.held, s.starts_at, s.ends_at, p_at) = 'active')
         from public.stages s
         where s.assignment_id = p_assignment_id and s.kind = 'team_formation'),
        (select a.state = 'published' and a.paused_at is null
         from public.assignments a
         where a.id = p_assignment_id),
        false);
end;
