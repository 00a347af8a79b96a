-- Locks the course work of a stage, because pausing a stage asks for it from below. Refuses a stage that does not exist
-- (SC006). The stage itself is not locked yet: what is due before it comes first.
create function stageclock.lock_with_work(p_stage_id bigint) returns public.assignments
language plpgsql volatile
as $$
declare
    v_stage public.stages := stageclock.read_stage(p_stage_id);
begin
    return stageclock.lock_assignment(v_stage.assignment_id);
end
$$;
