-- Writes one change of status into the history, with the effects of a closing, and returns its id. The effects name the
-- id before the row is there: their references are checked when the transaction ends.
create function stageclock.record_transition(
    p_stage public.stages,
    p_to public.stage_status,
    p_due_at timestamptz,
    p_at timestamptz,
    p_cause public.transition_cause,
    p_actor_id bigint,
    p_reason text,
    p_run_id bigint
) returns bigint
language plpgsql volatile
as $$
declare
    v_id bigint := pg_catalog.nextval('public.stage_transitions_id_seq');
    v_effects jsonb := '{}'::jsonb;
begin
    if p_to = 'completed' then
        v_effects := stageclock.close_effects(p_stage, v_id, p_at);
    end if;
    insert into public.stage_transitions
        (id, stage_id, generation, from_status, to_status, due_at, happened_at, cause, actor_id, reason, run_id, effects)
    overriding system value
    values (v_id, p_stage.id, p_stage.generation, p_stage.status, p_to, p_due_at, p_at, p_cause, p_actor_id, p_reason,
            p_run_id, v_effects);
    return v_id;
end
$$;
