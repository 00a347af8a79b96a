-- Lets ticks work again; the next one catches up. For operators. Refuses while it is not paused (SC008).
create function stageclock.resume_clock(p_by text) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz := stageclock.current_time();
    v_paused_at timestamptz;
begin
    select c.paused_at into v_paused_at from public.clock_control c for no key update;
    if v_paused_at is null then
        perform stageclock.refuse('SC008', 'It is not paused.');
    end if;
    update public.clock_control c set paused_at = null, paused_by = null, reason = null;
    return stageclock.record_audit(
        null, 'clock_resumed', 'clock', 0, jsonb_build_object('by', p_by, 'paused_at', v_paused_at), v_at);
end
$$;
