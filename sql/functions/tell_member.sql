-- Somebody's place in a course as the audit keeps it.
create function stageclock.tell_member(p_person public.users, p_role public.enrollment_role) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
    'user_id', (p_person).id, 'username', (p_person).username, 'name', (p_person).name, 'role', p_role);
