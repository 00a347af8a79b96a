-- Gives a course work without stages its first ones, as `add_stages` does and with its refusals; refuses one that has
-- stages already (SC002), so that a preset sent twice is there once. Returns their keys.
create function stageclock.begin_plan(p_assignment_id bigint, p_stages jsonb, p_actor_id bigint) returns bigint[]
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform stageclock.lock_plan(p_assignment_id);
    if exists (select from public.stages s where s.assignment_id = p_assignment_id) then
        perform stageclock.refuse('SC002', 'This course work has stages already: add others one by one.');
    end if;
    return stageclock.add_stages(p_assignment_id, p_stages, p_actor_id);
end
$$;
