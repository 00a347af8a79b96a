-- What is edited of a course work, as the audit keeps it.
create function stageclock.tell_assignment(p_work public.assignments) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
    'title', (p_work).title, 'description', (p_work).description, 'time_zone', (p_work).time_zone,
    'min_team_size', (p_work).min_team_size, 'max_team_size', (p_work).max_team_size,
    'starts_at', (p_work).starts_at, 'ends_at', (p_work).ends_at);
