-- Whether this transition of a stage is due at an instant: the re-check under the lock.
create function stageclock.is_due(
    p_status public.stage_status,
    p_held boolean,
    p_starts_at timestamptz,
    p_ends_at timestamptz,
    p_to public.stage_status,
    p_at timestamptz
) returns boolean
language sql immutable parallel safe
return not p_held and case p_to
    when 'active'::public.stage_status then p_status = 'pending'::public.stage_status and p_starts_at <= p_at
    else p_status = 'active'::public.stage_status and p_ends_at <= p_at
end;
