-- A whole course work as the audit keeps it once it is gone: what it was, who managed it, its stages, and what happened
-- to them, when and why.
create function stageclock.tell_deleted(p_work public.assignments) returns jsonb
language sql stable
return stageclock.tell_assignment(p_work) || jsonb_build_object(
    'assignment_id', (p_work).id,
    'state', (p_work).state,
    'managers', (
        select coalesce(jsonb_agg(u.name order by u.name, u.id), '[]')
        from public.assignment_teachers t join public.users u on u.id = t.user_id
        where t.assignment_id = (p_work).id),
    'stages', (
        select coalesce(jsonb_agg(jsonb_build_object(
            'id', s.id, 'name', s.name, 'kind', s.kind, 'status', s.status, 'generation', s.generation,
            'starts_at', s.starts_at, 'ends_at', s.ends_at) order by s.position, s.id), '[]')
        from public.stages s
        where s.assignment_id = (p_work).id),
    'transitions', (
        select coalesce(jsonb_agg(jsonb_build_object(
            'stage_id', t.stage_id, 'generation', t.generation, 'from_status', t.from_status, 'to_status', t.to_status,
            'due_at', t.due_at, 'happened_at', t.happened_at, 'cause', t.cause, 'actor_id', t.actor_id,
            'actor', u.name, 'reason', t.reason, 'effects', t.effects) order by t.happened_at, t.id), '[]')
        from public.stage_transitions t
        join public.stages s on s.id = t.stage_id
        left join public.users u on u.id = t.actor_id
        where s.assignment_id = (p_work).id),
    'files', (
        select coalesce(jsonb_agg(f.file_name order by f.id), '[]')
        from public.attachments f
        where f.assignment_id = (p_work).id),
    'teams', (
        select coalesce(jsonb_agg(jsonb_build_object(
            'id', t.id, 'name', t.name, 'status', t.status, 'leader_id', t.leader_id,
            'members', (select jsonb_agg(u.name order by u.name, u.id)
                        from public.team_members m join public.users u on u.id = m.user_id where m.team_id = t.id))
            order by t.id), '[]')
        from public.teams t
        where t.assignment_id = (p_work).id),
    'submissions', (
        select coalesce(jsonb_agg(jsonb_build_object(
            'stage_id', s.stage_id, 'team_id', s.team_id, 'attempt', s.attempt, 'begun_at', s.begun_at, 'url', s.url,
            'review', s.review, 'files', (select jsonb_agg(f.file_name order by f.id)
                                          from public.submission_files f where f.submission_id = s.id)) order by s.id),
            '[]')
        from public.submissions s join public.teams t on t.id = s.team_id
        where t.assignment_id = (p_work).id));
