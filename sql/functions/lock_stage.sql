-- Locks a stage for a change and returns it as it then is. Refuses one that does not exist (SC006).
create function stageclock.lock_stage(p_stage_id bigint) returns public.stages
language plpgsql volatile
as $$
declare
    v_stage public.stages;
begin
    select s.* into v_stage from public.stages s where s.id = p_stage_id for no key update;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such stage.');
    end if;
    return v_stage;
end
$$;
