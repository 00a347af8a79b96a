-- A course as the audit keeps it.
create function stageclock.tell_course(p_course public.courses) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
    'code', (p_course).code, 'name', (p_course).name, 'term', (p_course).term, 'time_zone', (p_course).time_zone);
