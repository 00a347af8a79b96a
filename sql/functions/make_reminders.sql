-- A leaf of the tick: one batch of reminders that are due. True where it found some, so that the tick asks again. A batch
-- that raises is put off for five minutes, and says so in the server's log: reminders hold up no stage.
create function stageclock.make_reminders(p_run_id bigint, p_batch integer, p_deadline timestamptz) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set jit = off
as $$
declare
    v_at timestamptz := stageclock.current_time();
    v_ids bigint[];
begin
    if clock_timestamp() >= p_deadline or stageclock.is_paused() or not stageclock.take_tick_lock() then
        return false;
    end if;
    v_ids := array(
        select s.id from public.stages s
        where s.remind_at <= v_at and s.remind_at is not null and not s.held
        order by s.remind_at, s.id
        limit p_batch
        for no key update skip locked);
    if cardinality(v_ids) = 0 then
        return false;
    end if;
    begin
        perform stageclock.remind_stages(v_ids, v_at);
    exception when others then
        raise warning 'reminders of stages % are put off: %', v_ids, sqlerrm;
        update public.stages s set remind_at = v_at + interval '5 minutes' where s.id = any (v_ids);
    end;
    perform stageclock.count_moves(p_run_id, 'active', 0, 0);
    return true;
end
$$;
