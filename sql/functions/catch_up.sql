-- Does to one stage what the clock has due for it, and returns the stage, locked. Nothing due: nothing done.
create function stageclock.catch_up(p_stage_id bigint, p_at timestamptz) returns public.stages
language plpgsql volatile
as $$
declare
    v_stage public.stages := stageclock.lock_stage(p_stage_id);
    v_to public.stage_status;
begin
    foreach v_to in array array['active', 'completed']::public.stage_status[] loop
        if stageclock.is_due(v_stage.status, v_stage.held, v_stage.starts_at, v_stage.ends_at, v_to, p_at) then
            perform stageclock.move_stages(array[p_stage_id], v_to, p_at, null);
            v_stage := stageclock.lock_stage(p_stage_id);
        end if;
    end loop;
    return v_stage;
end
$$;
