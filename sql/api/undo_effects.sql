-- A teacher takes back what one closing did by itself: teams, places in teams, or roles, exactly those of that
-- transition, where nobody built on them. Tells whom it concerns; says what went and what stayed. Refuses a transition
-- that does not exist (SC006), has no effects, or has none left to take back (SC009).
create function stageclock.undo_effects(p_transition_id bigint, p_actor_id bigint, p_reason text default null)
returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_stage public.stages;
    v_undone jsonb;
begin
    select s.* into v_stage
    from public.stage_transitions t join public.stages s on s.id = t.stage_id
    where t.id = p_transition_id and t.to_status = 'completed';
    if not found then
        perform stageclock.refuse('SC006', 'There is no such closing.');
    end if;
    perform stageclock.refuse_archived(stageclock.read_assignment(v_stage.assignment_id));
    v_undone := case v_stage.kind
        when 'team_formation' then stageclock.undo_grouping(
            v_stage.assignment_id, p_transition_id, p_actor_id, stageclock.tell_reason(p_reason))
        when 'division' then stageclock.undo_assigning(
            v_stage.assignment_id, p_transition_id, p_actor_id, stageclock.tell_reason(p_reason))
        else '{}'
    end;
    if not coalesce(greatest((v_undone ->> 'removed_teams')::integer, (v_undone ->> 'removed_members')::integer,
                             (v_undone ->> 'removed_roles')::integer), 0) > 0 then
        perform stageclock.refuse('SC009', 'Nothing that this closing did can be taken back: people have built on it.');
    end if;
    perform stageclock.record_audit(
        p_actor_id, 'effects_undone', 'stage', v_stage.id,
        jsonb_build_object('transition_id', p_transition_id, 'reason', stageclock.tell_reason(p_reason)) || v_undone,
        stageclock.current_time());
    return v_undone;
end
$$;
