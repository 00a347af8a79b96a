-- Keeps what went wrong with an attempt; quarantines the transition at the last one. Where the server lacked room,
-- memory or connections (class 53), it is none of the stage's doing: the attempt does not count.
create function stageclock.record_failure(
    p_stage_id bigint,
    p_to public.stage_status,
    p_sqlstate text,
    p_message text,
    p_at timestamptz
) returns void
language plpgsql volatile
as $$
declare
    v_counts boolean := p_sqlstate not like '53%';
begin
    update public.stage_attempts a
    set attempts = a.attempts - (not v_counts)::integer,
        sqlstate = p_sqlstate,
        message = p_message,
        next_try_at = p_at + stageclock.back_off(a.attempts - (not v_counts)::integer),
        quarantined_at = case when v_counts and a.attempts >= stageclock.most_attempts() then p_at end
    where a.stage_id = p_stage_id and a.to_status = p_to;
end
$$;
