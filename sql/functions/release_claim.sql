-- Ends a claim that led to nothing. Not due any more: the attempt is forgotten. Locked by somebody else: it does not
-- count, and may be tried at once. Gone, or held by whoever acts on the stage: a tick does not wait, the lease runs out.
create function stageclock.release_claim(
    p_stage_id bigint,
    p_to public.stage_status,
    p_is_locked boolean,
    p_at timestamptz
) returns void
language plpgsql volatile
as $$
begin
    perform from public.stage_attempts a where a.stage_id = p_stage_id and a.to_status = p_to for update skip locked;
    if not found then
        return;
    end if;
    delete from public.stage_attempts a
    where a.stage_id = p_stage_id and a.to_status = p_to and (not p_is_locked or a.attempts = 1);
    if not found then
        update public.stage_attempts a
        set attempts = a.attempts - 1, next_try_at = p_at
        where a.stage_id = p_stage_id and a.to_status = p_to;
    end if;
end
$$;
