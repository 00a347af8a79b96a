-- Ends a claim that led to nothing. Not due any more: the attempt is forgotten. Locked by somebody else: it does not
-- count, and may be tried at once. Where somebody holds the attempt itself for long, its lease runs out by itself.
create function stageclock.release_claim(
    p_stage_id bigint,
    p_to public.stage_status,
    p_is_locked boolean,
    p_at timestamptz
) returns void
language plpgsql volatile
as $$
begin
    delete from public.stage_attempts a
    where a.stage_id = p_stage_id and a.to_status = p_to and (not p_is_locked or a.attempts = 1);
    if not found then
        update public.stage_attempts a
        set attempts = a.attempts - 1, next_try_at = p_at
        where a.stage_id = p_stage_id and a.to_status = p_to;
    end if;
exception when lock_not_available then
    null; -- whoever acts on the stage, or deletes it, has its attempts as well
end
$$;
