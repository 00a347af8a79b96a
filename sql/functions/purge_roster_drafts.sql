-- Removes up to `p_limit` uploaded class lists from before an instant, applied or not; returns how many went.
create function stageclock.purge_roster_drafts(p_before timestamptz, p_limit integer) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_gone integer;
begin
    if not stageclock.take_tick_lock() then
        return 0;
    end if;
    delete from public.roster_drafts
    where id in (
        select d.id from public.roster_drafts d
        where d.created_at < p_before
        order by d.created_at
        limit p_limit
    );
    get diagnostics v_gone = row_count;
    return v_gone;
end
$$;
