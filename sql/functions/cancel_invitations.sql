-- Cancels the waiting invitations of a course work that have lost their point: the invited student is in a team, or the team
-- is locked or full. Returns how many.
create function stageclock.cancel_invitations(p_assignment_id bigint, p_at timestamptz) returns integer
language plpgsql volatile
as $$
declare
    v_cancelled integer;
begin
    update public.team_invitations i
    set status = 'cancelled', answered_at = p_at
    from public.teams t
    join public.assignments a on a.id = t.assignment_id
    where t.id = i.team_id and t.assignment_id = p_assignment_id and i.status = 'waiting'
      and (t.locked_at is not null
           or (select count(*) from public.team_members m where m.team_id = t.id) >= a.max_team_size
           or exists (
               select from public.team_members m
               where m.assignment_id = p_assignment_id and m.user_id = i.user_id));
    get diagnostics v_cancelled = row_count;
    return v_cancelled;
end
$$;
