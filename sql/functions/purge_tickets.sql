-- Removes up to `p_limit` tickets of hand-ins from before an instant, used or not; returns how many went.
create function stageclock.purge_tickets(p_before timestamptz, p_limit integer) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_gone integer;
begin
    if not stageclock.take_tick_lock() then
        return 0;
    end if;
    delete from public.submission_tickets
    where id in (
        select t.id from public.submission_tickets t
        where t.begun_at < p_before
        order by t.begun_at
        limit p_limit
    );
    get diagnostics v_gone = row_count;
    return v_gone;
end
$$;
