-- Gives a settled and locked stage another window and records it; refuses as `refuse_window` does. Returns the audit
-- event's id, null where both dates are as they were, and nothing was written.
create function stageclock.change_window(
    p_stage public.stages,
    p_starts_at timestamptz,
    p_ends_at timestamptz,
    p_actor_id bigint,
    p_reason text,
    p_at timestamptz
) returns bigint
language plpgsql volatile
as $$
begin
    perform stageclock.refuse_window(p_stage, p_starts_at, p_ends_at, p_at);
    if (p_starts_at, p_ends_at) is not distinct from (p_stage.starts_at, p_stage.ends_at) then
        return null;
    end if;
    update public.stages s set starts_at = p_starts_at, ends_at = p_ends_at where s.id = p_stage.id;
    -- What failed was the transition at the old date.
    delete from public.stage_attempts a where a.stage_id = p_stage.id;
    return stageclock.record_audit(
        p_actor_id, 'stage_rescheduled', 'stage', p_stage.id,
        stageclock.window_change(p_stage.starts_at, p_stage.ends_at, p_starts_at, p_ends_at, p_reason), p_at);
end
$$;
