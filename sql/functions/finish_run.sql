-- The last leaf: closes the run's row, as `migrating` where a migration cut it short.
create function stageclock.finish_run(p_run_id bigint) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update public.clock_runs
    set outcome = case when stageclock.take_tick_lock() then 'ok'::public.run_outcome else 'migrating' end,
        finished_at = stageclock.current_time()
    where id = p_run_id;
end
$$;
