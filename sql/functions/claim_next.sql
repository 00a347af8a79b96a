-- The careful lane, first half: claims one stage by writing the attempt down, to be committed before the work, so
-- that a crash or time-out is remembered and nobody else takes it meanwhile. Nulls where nothing is left to claim.
create function stageclock.claim_next(
    p_everything boolean,
    p_deadline timestamptz,
    out p_stage_id bigint,
    out p_to public.stage_status
)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set jit = off
as $$
declare
    v_at timestamptz := stageclock.current_time();
begin
    if clock_timestamp() >= p_deadline or not stageclock.take_tick_lock() then
        return;
    end if;
    -- The last attempt crashed or timed out: nobody was left to say so.
    update public.stage_attempts a
    set quarantined_at = v_at
    where a.attempts >= stageclock.most_attempts() and a.quarantined_at is null and a.next_try_at <= v_at;
    select n.p_stage_id, n.p_to into p_stage_id, p_to from stageclock.next_careful(p_everything, v_at) n;
    if p_stage_id is null then
        return;
    end if;
    insert into public.stage_attempts as a (stage_id, to_status, attempts, next_try_at)
    values (p_stage_id, p_to, 1, v_at + stageclock.back_off(1))
    on conflict (stage_id, to_status) do update
    set attempts = a.attempts + 1,
        next_try_at = v_at + stageclock.back_off(a.attempts + 1),
        sqlstate = null,
        message = null;
end
$$;
