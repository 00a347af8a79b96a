-- Keeps what went wrong with an attempt; quarantines the transition at the last one.
create function stageclock.record_failure(
    p_stage_id bigint,
    p_to public.stage_status,
    p_sqlstate text,
    p_message text,
    p_at timestamptz
) returns void
language plpgsql volatile
as $$
begin
    update public.stage_attempts a
    set sqlstate = p_sqlstate,
        message = p_message,
        next_try_at = p_at + stageclock.back_off(a.attempts),
        quarantined_at = case when a.attempts >= stageclock.most_attempts() then p_at end
    where a.stage_id = p_stage_id and a.to_status = p_to;
end
$$;
