-- The set lane, one batch: collects, moves and counts. True where it found something, so that the tick asks again;
-- false once nothing is left, the time is up, or a migration runs. A batch that raises is handed to the careful lane.
create function stageclock.move_batch(
    p_run_id bigint,
    p_to public.stage_status,
    p_batch integer,
    p_deadline timestamptz
) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set jit = off
as $$
declare
    v_at timestamptz := stageclock.current_time();
    v_ids bigint[];
begin
    if clock_timestamp() >= p_deadline or stageclock.is_paused() or not stageclock.take_tick_lock() then
        return false;
    end if;
    v_ids := stageclock.collect_due(p_to, p_batch, v_at);
    if cardinality(v_ids) = 0 then
        return false;
    end if;
    begin
        perform stageclock.move_stages(v_ids, p_to, v_at, p_run_id);
    exception when others then
        insert into public.stage_attempts (stage_id, to_status, next_try_at)
        select i.id, p_to, v_at from unnest(v_ids) i (id)
        on conflict do nothing;
        return true;
    end;
    perform stageclock.count_moves(p_run_id, p_to, cardinality(v_ids), 0);
    return true;
end
$$;
