-- An account as the audit keeps it: everything that an edit may change, and never a password's hash.
create function stageclock.tell_person(p_person public.users) returns jsonb
language sql immutable parallel safe
return jsonb_build_object(
    'username', p_person.username, 'name', p_person.name, 'role', p_person.role,
    'student_number', p_person.student_number, 'email', p_person.email);
