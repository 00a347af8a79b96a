-- Why a tick must not work here, null where it may: the database is a copy of another one, or the clock is paused.
-- A dump restored where rows got lost has no control row: that is a copy too.
create function stageclock.refusal() returns public.run_outcome
language plpgsql stable
as $$
declare
    v_control record;
begin
    select c.paused_at, c.home_system = s.system_identifier and c.home_database = d.oid as is_home
    into v_control
    from public.clock_control c, pg_catalog.pg_control_system() s, pg_catalog.pg_database d
    where d.datname = pg_catalog.current_database();
    if v_control.is_home is not true then
        return 'foreign_copy'::public.run_outcome;
    end if;
    return case when v_control.paused_at is not null then 'paused'::public.run_outcome end;
end
$$;
