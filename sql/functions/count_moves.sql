-- Adds to a run's figures, in the transaction that did the work, so that they stay true after a crash; and wakes
-- whoever listens. One NOTIFY a commit, carrying the run's id only.
create function stageclock.count_moves(p_run_id bigint, p_to public.stage_status, p_moved integer, p_failed integer)
returns void
language plpgsql volatile
as $$
begin
    update public.clock_runs
    set activated = activated + case p_to when 'active' then p_moved else 0 end,
        completed = completed + case p_to when 'completed' then p_moved else 0 end,
        failed = failed + p_failed
    where id = p_run_id;
    perform stageclock.wake('run', p_run_id);
end
$$;
