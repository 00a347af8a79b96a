-- Counts what was written into the history before an instant and is not counted yet, once and for all, so that monitors
-- need not read the whole of it each time. Returns up to which key all of it is counted.
create function stageclock.count_history(p_before timestamptz) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_after bigint;
    v_last bigint;
begin
    if not stageclock.take_tick_lock() then
        return null;
    end if;
    lock table public.transition_counts in share row exclusive mode;
    v_after := stageclock.counted_up_to();
    -- Keys are given before rows are seen: what is younger may yet get company below it.
    v_last := coalesce(
        (select min(t.id) - 1 from public.stage_transitions t where t.id > v_after and t.created_at >= p_before),
        (select max(t.id) from public.stage_transitions t where t.id > v_after));
    perform stageclock.add_counts(v_after, v_last, null);
    return v_last;
end
$$;
