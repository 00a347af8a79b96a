-- What a stage is at an instant, whatever the tick has written so far: the table in DESIGN "The state of a stage".
-- Inlined into queries: so the literals are cast, and `p_at` must not be a volatile call.
create function stageclock.effective_status(
    p_status public.stage_status,
    p_held boolean,
    p_starts_at timestamptz,
    p_ends_at timestamptz,
    p_at timestamptz
) returns public.stage_status
language sql immutable parallel safe
return case
    when p_status = 'completed'::public.stage_status or p_held then p_status
    when p_status = 'pending'::public.stage_status and (p_starts_at is null or p_starts_at > p_at) then p_status
    when p_ends_at <= p_at then 'completed'::public.stage_status
    else 'active'::public.stage_status
end;
