-- Locks the course work of a stage, because pausing a stage asks for it from below. Refuses a stage that does not exist
-- (SC006). The stage itself is not locked yet: what is due before it comes first.
create function stageclock.lock_with_work(p_stage_id bigint) returns public.assignments
language plpgsql volatile
as $$
declare
    v_assignment bigint;
begin
    select s.assignment_id into v_assignment from public.stages s where s.id = p_stage_id;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such stage.');
    end if;
    return stageclock.lock_assignment(v_assignment);
end
$$;
