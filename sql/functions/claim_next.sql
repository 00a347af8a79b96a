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
    v_passed bigint[] := array[]::bigint[];
begin
    if stageclock.is_paused() or not stageclock.take_tick_lock() then
        return;
    end if;
    perform stageclock.quarantine_exhausted(v_at);
    while clock_timestamp() < p_deadline loop
        select n.p_stage_id, n.p_to into p_stage_id, p_to from stageclock.next_careful(p_everything, v_at, v_passed) n;
        exit when p_stage_id is null or stageclock.write_attempt(p_stage_id, p_to, v_at);
        v_passed := v_passed || p_stage_id;
        p_stage_id := null;
    end loop;
end
$$;
