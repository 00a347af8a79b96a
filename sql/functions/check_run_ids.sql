-- Health: is pg_cron's sequence of run ids ahead of its table? Behind it, the launcher crashes every minute. And can that
-- table be read? Whoever locks it stops every job; health itself waits for nobody.
create function stageclock.check_run_ids(out status text, out detail text)
language plpgsql stable
set lock_timeout = '200ms'
as $$
declare
    v_next bigint;
    v_last bigint;
begin
    status := 'ok';
    if not stageclock.cron_is_here() then
        detail := 'pg_cron keeps no run ids in this database.';
        return;
    end if;
    detail := stageclock.tell_run_locker();
    if detail is not null then
        status := 'red';
        return;
    end if;
    detail := 'The run ids of pg_cron are in order.';
    execute 'select case when s.is_called then s.last_value + 1 else s.last_value end from cron.runid_seq s' into v_next;
    execute 'select max(d.runid) from cron.job_run_details d' into v_last;
    if v_next <= v_last then
        status := 'red';
        detail := 'cron.runid_seq is behind cron.job_run_details, which crashes the launcher: as a superuser,'
            || ' select setval(''cron.runid_seq'', ' || v_last || ').';
    end if;
exception when lock_not_available then
    status := 'red';
    detail := coalesce(stageclock.tell_run_locker(), 'cron.job_run_details is locked, which stops every job.');
when insufficient_privilege then
    status := 'warn';
    detail := 'This role cannot see cron.runid_seq: run sql/roles.sql as a superuser.';
end
$$;
