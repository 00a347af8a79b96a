-- What resuming a whole course work leads to: what the next tick does at once, then what is to come. Changes nothing.
-- Refuses where there is no such course work (SC006) or it is not paused (SC008).
create function stageclock.preview_resumption(p_assignment_id bigint) returns setof stageclock.foreseen
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    return query select * from stageclock.foretell_work(p_assignment_id, 'resumption', stageclock.current_time());
end
$$;
