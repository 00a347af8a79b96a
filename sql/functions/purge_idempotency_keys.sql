-- Removes up to `p_limit` idempotency keys from before an instant, answered or not; returns how many went.
create function stageclock.purge_idempotency_keys(p_before timestamptz, p_limit integer) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_gone integer;
begin
    if not stageclock.take_tick_lock() then
        return 0;
    end if;
    delete from public.idempotency_keys
    where ctid = any (array(
        select k.ctid from public.idempotency_keys k
        where k.created_at < p_before
        order by k.created_at
        limit p_limit
        for update skip locked
    ));
    get diagnostics v_gone = row_count;
    return v_gone;
end
$$;
