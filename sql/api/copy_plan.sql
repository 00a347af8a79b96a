-- Appends the plan of a course work to that of a draft, so many weeks on by wall time in the draft's zone, as `copied`
-- says. Refuses where there is no such course work (SC006), the other one is no draft (SC002) or the same (SC013), the
-- two plans are not those that were shown (SC011), the weeks cannot be (SC013), or a date cannot be (SC003). Returns
-- the audit event's id.
create function stageclock.copy_plan(
    p_assignment_id bigint,
    p_into_assignment_id bigint,
    p_weeks integer,
    p_shown text,
    p_actor_id bigint
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_work public.assignments;
    v_draft public.assignments;
    v_at timestamptz;
begin
    -- Always in one order, so that two copies into each other do not wait in a circle.
    perform stageclock.lock_assignment(least(p_assignment_id, p_into_assignment_id));
    perform stageclock.lock_assignment(greatest(p_assignment_id, p_into_assignment_id));
    v_work := stageclock.read_assignment(p_assignment_id);
    v_draft := stageclock.read_assignment(p_into_assignment_id);
    if v_work.id = v_draft.id then
        perform stageclock.refuse('SC013', 'A plan is copied into another course work than its own.');
    elsif v_draft.state <> 'draft' then
        perform stageclock.refuse('SC002', 'Only a draft takes another plan over: this one is published or archived.');
    end if;
    perform stageclock.lock_stages_of(least(v_work.id, v_draft.id));
    perform stageclock.lock_stages_of(greatest(v_work.id, v_draft.id));
    v_at := stageclock.current_time();
    perform stageclock.refuse_changed_plan(p_assignment_id, p_shown, p_into_assignment_id);
    perform stageclock.refuse_copy(p_assignment_id, p_weeks, v_draft.time_zone, false, v_at);
    return stageclock.record_audit(
        p_actor_id, 'plan_copied', 'assignment', v_draft.id,
        jsonb_build_object(
            'from', jsonb_build_object('assignment_id', v_work.id, 'title', v_work.title),
            'weeks', p_weeks,
            'stages', stageclock.copy_stages(p_assignment_id, v_draft.id, p_weeks, v_draft.time_zone, v_at)),
        v_at);
end
$$;
