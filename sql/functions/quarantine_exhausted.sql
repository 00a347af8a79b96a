-- Gives up transitions whose last attempt crashed or timed out: nobody was left to say so. Rows that somebody holds
-- are passed over.
create function stageclock.quarantine_exhausted(p_at timestamptz) returns void
language plpgsql volatile
as $$
begin
    with exhausted as (
        select a.stage_id, a.to_status
        from public.stage_attempts a
        where a.attempts >= stageclock.most_attempts() and a.quarantined_at is null and a.next_try_at <= p_at
        for update skip locked
    )
    update public.stage_attempts a
    set quarantined_at = p_at
    from exhausted e
    where a.stage_id = e.stage_id and a.to_status = e.to_status;
end
$$;
