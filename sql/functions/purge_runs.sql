-- Removes up to `p_limit` finished runs that started before an instant; returns how many went.
create function stageclock.purge_runs(p_before timestamptz, p_limit integer) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_gone integer;
begin
    if not stageclock.take_tick_lock() then
        return 0;
    end if;
    delete from public.clock_runs
    where id in (
        select r.id from public.clock_runs r
        where r.started_at < p_before and r.outcome <> 'running'
        order by r.started_at
        limit p_limit
    );
    get diagnostics v_gone = row_count;
    return v_gone;
end
$$;
