-- Removes up to `p_limit` counts of failed sign-ins whose last failure lies before an instant; returns how many went.
create function stageclock.purge_sign_in_failures(p_before timestamptz, p_limit integer) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_gone integer;
begin
    if not stageclock.take_tick_lock() then
        return 0;
    end if;
    delete from public.sign_in_failures
    where ctid = any (array(
        select f.ctid from public.sign_in_failures f
        where f.last_at < p_before
        order by f.last_at
        limit p_limit
        for update skip locked
    ));
    get diagnostics v_gone = row_count;
    return v_gone;
end
$$;
