-- Locks a course work for a change and returns it as it then is. Refuses one that does not exist (SC006). Whoever also
-- needs its stages locks it first: `hold_stage` asks for it from below.
create function stageclock.lock_assignment(p_assignment_id bigint) returns public.assignments
language plpgsql volatile
as $$
begin
    perform from public.assignments a where a.id = p_assignment_id for no key update;
    return stageclock.read_assignment(p_assignment_id);
end
$$;
