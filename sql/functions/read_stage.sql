-- A stage as it is. Refuses one that does not exist (SC006).
create function stageclock.read_stage(p_stage_id bigint) returns public.stages
language plpgsql stable
as $$
declare
    v_stage public.stages;
begin
    select s.* into v_stage from public.stages s where s.id = p_stage_id;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such stage.');
    end if;
    return v_stage;
end
$$;
