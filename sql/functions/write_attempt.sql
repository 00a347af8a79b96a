-- Counts an attempt and takes its lease. False where this stage is not ours to try: another tick took it between our
-- look and our lock (the look may be older than that tick's commit, this conditional write never is), or somebody
-- holds the row of its attempts, for whom a tick does not wait.
create function stageclock.write_attempt(p_stage_id bigint, p_to public.stage_status, p_at timestamptz) returns boolean
language plpgsql volatile
as $$
begin
    perform from public.stage_attempts a where a.stage_id = p_stage_id and a.to_status = p_to for update skip locked;
    if not found
       and exists (select from public.stage_attempts a where a.stage_id = p_stage_id and a.to_status = p_to) then
        return false;
    end if;
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
