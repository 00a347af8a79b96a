-- What closing a stage does beyond telling people, for the history's `effects`; nothing for most kinds.
create function stageclock.close_effects(p_stage public.stages, p_transition_id bigint, p_at timestamptz) returns jsonb
language plpgsql volatile
as $$
declare
    v_seed text := pg_catalog.gen_random_uuid()::text;
begin
    if p_stage.kind = 'team_formation' then
        return stageclock.group_students(p_stage.assignment_id, p_transition_id, v_seed, p_at);
    elsif p_stage.kind = 'division' then
        return stageclock.assign_roles(p_stage, p_transition_id, v_seed, p_at);
    end if;
    return '{}'::jsonb;
end
$$;
