-- The careful lane, second half: locks the claimed stage, checks again, moves it and forgets the attempt. On an
-- error everything of this stage is undone, the error is kept, and the stage waits or, at the last, is quarantined.
create function stageclock.perform_claim(p_run_id bigint, p_stage_id bigint, p_to public.stage_status) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set jit = off
as $$
declare
    v_at timestamptz := stageclock.current_time();
    v_due boolean;
    v_state text;
    v_message text;
begin
    if not stageclock.take_tick_lock() then
        return;
    end if;
    begin
        select coalesce(stageclock.is_due(s.status, s.held, s.starts_at, s.ends_at, p_to, v_at), false) into v_due
        from public.stages s
        where s.id = p_stage_id
        for no key update skip locked;
        if v_due then
            perform stageclock.move_stages(array[p_stage_id], p_to, v_at, p_run_id);
            perform stageclock.count_moves(p_run_id, p_to, 1, 0);
        else
            perform stageclock.release_claim(p_stage_id, p_to, p_is_locked => v_due is null, p_at => v_at);
        end if;
    exception when others then
        get stacked diagnostics v_state = returned_sqlstate, v_message = message_text;
        perform stageclock.record_failure(p_stage_id, p_to, v_state, v_message, v_at);
        perform stageclock.count_moves(p_run_id, p_to, 0, 1);
    end;
end
$$;
