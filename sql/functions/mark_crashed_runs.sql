-- Closes runs whose backend is gone (or is this one, which cannot run two), as `crashed`; returns how many.
create function stageclock.mark_crashed_runs(p_at timestamptz) returns integer
language plpgsql volatile
as $$
declare
    v_crashed integer;
begin
    update public.clock_runs r
    set outcome = 'crashed', finished_at = p_at
    where r.outcome = 'running'
      and (r.backend_pid = pg_catalog.pg_backend_pid()
           or not exists (
               select from pg_catalog.pg_stat_get_activity(r.backend_pid) a
               where a.backend_start is null or r.backend_start is null or a.backend_start = r.backend_start
           ));
    get diagnostics v_crashed = row_count;
    return v_crashed;
end
$$;
