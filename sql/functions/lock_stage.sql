-- Locks a stage for a change and returns it as it then is. Refuses one that does not exist (SC006).
create function stageclock.lock_stage(p_stage_id bigint) returns public.stages
language plpgsql volatile
as $$
begin
    perform from public.stages s where s.id = p_stage_id for no key update;
    return stageclock.read_stage(p_stage_id);
end
$$;
