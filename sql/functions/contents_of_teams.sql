-- How many rows of each table go with the teams of a course work, and with what they made.
create function stageclock.contents_of_teams(p_assignment_id bigint) returns table (part text, number bigint)
language sql stable
begin atomic
    with own as (
        select t.id from public.teams t where t.assignment_id = p_assignment_id
    ), handed_in as (
        select s.id from public.submissions s join own t on t.id = s.team_id
    )
    select 'teams', count(*) from own
    union all
    select 'team_members', count(*) from public.team_members m join own t on t.id = m.team_id
    union all
    select 'team_invitations', count(*) from public.team_invitations i join own t on t.id = i.team_id
    union all
    select 'leave_requests', count(*) from public.leave_requests r join own t on t.id = r.team_id
    union all
    select 'dissolve_requests', count(*) from public.dissolve_requests r join own t on t.id = r.team_id
    union all
    select 'division_roles', count(*)
    from public.division_roles r join public.stages s on s.id = r.stage_id
    where s.assignment_id = p_assignment_id
    union all
    select 'role_assignments', count(*) from public.role_assignments a join own t on t.id = a.team_id
    union all
    select 'team_tasks', count(*) from public.team_tasks k join own t on t.id = k.team_id
    union all
    select 'task_updates', count(*)
    from public.task_updates u join public.team_tasks k on k.id = u.task_id join own t on t.id = k.team_id
    union all
    select 'stage_extensions', count(*) from public.stage_extensions x join own t on t.id = x.team_id
    union all
    select 'submission_tickets', count(*) from public.submission_tickets k join own t on t.id = k.team_id
    union all
    select 'submissions', count(*) from handed_in
    union all
    select 'submission_files', count(*) from public.submission_files f join handed_in h on h.id = f.submission_id;
end;
