-- Adds stages to a plan, in order, all or none: an array of {name, description, kind, submission_mode, starts_at,
-- ends_at}, from `p_position` on (the first is 0) or at the end. Refuses where there is no such course work (SC006), it
-- is archived (SC002), a window cannot be or lies in the past (SC003), or a value cannot be (SC013). Returns their keys.
create function stageclock.add_stages(
    p_assignment_id bigint,
    p_stages jsonb,
    p_actor_id bigint,
    p_position integer default null
) returns bigint[]
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_work public.assignments := stageclock.lock_plan(p_assignment_id);
    v_at timestamptz := stageclock.current_time();
    v_stage jsonb;
    v_added bigint[] := array[]::bigint[];
begin
    for v_stage in select a.value from jsonb_array_elements(p_stages) with ordinality a (value, n) order by a.n loop
        v_added := v_added || stageclock.add_stage(v_work.id, v_stage, p_actor_id, v_at);
    end loop;
    if p_position is not null then
        perform stageclock.number_stages(v_work.id, v_added, p_position);
    end if;
    return v_added;
end
$$;
