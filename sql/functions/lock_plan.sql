-- Locks a course work and all of its stages, in the order of every act by hand, because its plan is to change. Refuses
-- one that does not exist (SC006) or is archived (SC002).
create function stageclock.lock_plan(p_assignment_id bigint) returns public.assignments
language plpgsql volatile
as $$
declare
    v_work public.assignments := stageclock.lock_assignment(p_assignment_id);
begin
    perform stageclock.refuse_archived(v_work);
    perform stageclock.lock_stages_of(p_assignment_id);
    return v_work;
end
$$;
