-- Whether a member of a team has become part of it: leads it, was given a role by people, has a task, or handed in.
create function stageclock.has_worked(p_team_id bigint, p_user_id bigint) returns boolean
language sql stable
begin atomic
    select exists (select from public.teams t where t.id = p_team_id and t.leader_id = p_user_id)
        or exists (select from public.role_assignments r
                   where r.team_id = p_team_id and r.user_id = p_user_id and r.assigned_by is not null)
        or exists (select from public.team_tasks k
                   where k.team_id = p_team_id and p_user_id in (k.assignee_id, k.created_by))
        or exists (select from public.submissions s where s.team_id = p_team_id and s.submitted_by = p_user_id);
end;
