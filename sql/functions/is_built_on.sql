-- Whether people have built on a team that a closing made: somebody else joined, it was renamed or handed over, or it has
-- roles given by people, roles of its own, tasks, hand-ins or an extension.
create function stageclock.is_built_on(p_team public.teams, p_transition_id bigint) returns boolean
language sql stable
begin atomic
    select exists (select from public.team_members m
                   where m.team_id = (p_team).id and m.transition_id is distinct from p_transition_id)
        or exists (select from public.audit_events e
                   where e.subject_type = 'team' and e.subject_id = (p_team).id)
        or exists (select from public.role_assignments r where r.team_id = (p_team).id and r.assigned_by is not null)
        or exists (select from public.division_roles r where r.team_id = (p_team).id)
        or exists (select from public.team_tasks k where k.team_id = (p_team).id)
        or exists (select from public.submissions s where s.team_id = (p_team).id)
        or exists (select from public.submission_tickets s where s.team_id = (p_team).id)
        or exists (select from public.stage_extensions x where x.team_id = (p_team).id);
end;
