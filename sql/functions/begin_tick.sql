-- The first leaf, and the whole of an idle tick: refuses where it must, leaves a heartbeat, looks for work.
-- `p_run_id` is null where there is nothing to do; `p_careful` after a crash, so that its cause is found out.
create function stageclock.begin_tick(
    p_budget interval,
    out p_run_id bigint,
    out p_careful boolean,
    out p_deadline timestamptz
)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set jit = off
as $$
declare
    v_at timestamptz := stageclock.current_time();
    v_refusal public.run_outcome;
    v_oldest timestamptz;
begin
    -- The budget is the process's, not a rule's: it runs by the machine's clock even where a test holds ours.
    p_deadline := clock_timestamp() + p_budget;
    if not stageclock.take_tick_lock() then
        perform stageclock.record_refusal('migrating', v_at);
        return;
    end if;
    update public.clock_control set heartbeat_at = v_at;
    v_refusal := stageclock.refusal();
    if v_refusal is not null then
        perform stageclock.record_refusal(v_refusal, v_at);
        return;
    end if;
    p_careful := stageclock.mark_crashed_runs(v_at) > 0;
    v_oldest := stageclock.oldest_ready(v_at);
    if v_oldest is not null then
        insert into public.clock_runs (started_at, outcome, oldest_due_at, backend_start)
        values (v_at, 'running', v_oldest, stageclock.own_backend_start())
        returning id into p_run_id;
    end if;
end
$$;
