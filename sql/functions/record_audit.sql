-- Writes down an act that is no change of status, and wakes whoever listens.
create function stageclock.record_audit(
    p_actor_id bigint,
    p_action text,
    p_subject_type text,
    p_subject_id bigint,
    p_details jsonb,
    p_at timestamptz
) returns bigint
language plpgsql volatile
as $$
declare
    v_event bigint;
begin
    insert into public.audit_events (actor_id, action, subject_type, subject_id, details, created_at)
    values (p_actor_id, p_action, p_subject_type, p_subject_id, p_details, p_at)
    returning id into v_event;
    perform stageclock.wake(p_subject_type, p_subject_id);
    return v_event;
end
$$;
