-- Removes all teams of a course work with everything they made, those rows first that refer to others; a table that refers
-- to any of these gets its line here and in `contents_of_teams`.
create function stageclock.remove_teams(p_assignment_id bigint, p_stage_ids bigint[]) returns void
language plpgsql volatile
as $$
declare
    v_teams bigint[];
begin
    perform stageclock.lock_teams(p_assignment_id);
    v_teams := array(select t.id from public.teams t where t.assignment_id = p_assignment_id);
    delete from public.submission_files f
    using public.submissions s
    where f.submission_id = s.id and s.team_id = any (v_teams);
    delete from public.submissions s where s.team_id = any (v_teams);
    delete from public.submission_tickets k where k.team_id = any (v_teams);
    delete from public.stage_extensions x where x.team_id = any (v_teams);
    delete from public.task_updates u
    using public.team_tasks k
    where u.task_id = k.id and k.team_id = any (v_teams);
    delete from public.team_tasks k where k.team_id = any (v_teams);
    delete from public.role_assignments a where a.team_id = any (v_teams);
    delete from public.division_roles r where r.stage_id = any (p_stage_ids);
    delete from public.dissolve_requests r where r.team_id = any (v_teams);
    delete from public.leave_requests r where r.team_id = any (v_teams);
    delete from public.team_invitations i where i.team_id = any (v_teams);
    delete from public.team_members m where m.team_id = any (v_teams);
    delete from public.teams t where t.id = any (v_teams);
end
$$;
