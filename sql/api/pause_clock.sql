-- Stops every tick; what is allowed does not change. For operators. Refuses while it is paused already (SC008).
create function stageclock.pause_clock(p_by text, p_reason text default null) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz := stageclock.current_time();
begin
    update public.clock_control c
    set paused_at = v_at, paused_by = p_by, reason = stageclock.tell_reason(p_reason)
    where c.paused_at is null;
    if not found then
        perform stageclock.refuse('SC008', 'It is paused already.');
    end if;
    return stageclock.record_audit(
        null, 'clock_paused', 'clock', 0,
        jsonb_build_object('by', p_by, 'reason', stageclock.tell_reason(p_reason)), v_at);
end
$$;
