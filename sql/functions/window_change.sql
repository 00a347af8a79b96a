-- What the audit keeps of a stage's window that was changed: from, to, and why.
create function stageclock.window_change(
    p_starts_at timestamptz,
    p_ends_at timestamptz,
    p_new_starts_at timestamptz,
    p_new_ends_at timestamptz,
    p_reason text
) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
    'from', jsonb_build_object('starts_at', p_starts_at, 'ends_at', p_ends_at),
    'to', jsonb_build_object('starts_at', p_new_starts_at, 'ends_at', p_new_ends_at),
    'reason', stageclock.tell_reason(p_reason));
