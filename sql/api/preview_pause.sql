-- What pausing a whole course work does before its clock stops: all that is due. Changes nothing. Refuses where there is
-- no such course work (SC006) or it is paused already (SC008).
create function stageclock.preview_pause(p_assignment_id bigint) returns setof stageclock.foreseen
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    return query select * from stageclock.foretell_work(p_assignment_id, 'pause', stageclock.current_time());
end
$$;
