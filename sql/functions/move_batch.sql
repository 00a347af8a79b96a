-- The set lane, one batch: collects from after a stage on, moves and counts, and says which stage was its last, so that the
-- tick asks for what comes after it; null once nothing is left, the time is up, or a migration runs. A batch that raises
-- is handed to the careful lane.
create function stageclock.move_batch(
    p_run_id bigint,
    p_to public.stage_status,
    p_batch integer,
    p_deadline timestamptz,
    inout p_after_at timestamptz,
    inout p_after_id bigint
)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set jit = off
set plan_cache_mode = force_generic_plan -- else each session plans the first five batches anew, to the same plans
as $$
declare
    v_at timestamptz := stageclock.current_time();
    v_ids bigint[];
begin
    if clock_timestamp() < p_deadline and not stageclock.is_paused() and stageclock.take_tick_lock() then
        v_ids := stageclock.collect_due(p_to, p_batch, v_at, p_after_at, p_after_id);
    end if;
    p_after_id := v_ids[cardinality(v_ids)];
    if p_after_id is null then
        return;
    end if;
    select case p_to when 'active' then s.starts_at else s.ends_at end into p_after_at
    from public.stages s
    where s.id = p_after_id;
    begin
        perform stageclock.move_stages(v_ids, p_to, v_at, p_run_id);
    exception when others then
        insert into public.stage_attempts (stage_id, to_status, next_try_at)
        select i.id, p_to, v_at from unnest(v_ids) i (id)
        on conflict do nothing;
        return;
    end;
    perform stageclock.count_moves(p_run_id, p_to, cardinality(v_ids), 0);
end
$$;
