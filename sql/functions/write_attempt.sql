-- Counts an attempt and takes its lease. False where another tick took this stage between our look and our lock:
-- the look may be older than that tick's commit, this conditional write never is.
create function stageclock.write_attempt(p_stage_id bigint, p_to public.stage_status, p_at timestamptz) returns boolean
language plpgsql volatile
as $$
begin
    insert into public.stage_attempts as a (stage_id, to_status, attempts, next_try_at)
    values (p_stage_id, p_to, 1, p_at + stageclock.back_off(1))
    on conflict (stage_id, to_status) do update
    set attempts = a.attempts + 1,
        next_try_at = p_at + stageclock.back_off(a.attempts + 1),
        sqlstate = null,
        message = null
    where a.next_try_at <= p_at and a.quarantined_at is null;
    return found;
end
$$;
