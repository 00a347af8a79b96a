-- A course work as it is. Refuses one that does not exist (SC006).
create function stageclock.read_assignment(p_assignment_id bigint) returns public.assignments
language plpgsql stable
as $$
declare
    v_work public.assignments;
begin
    select a.* into v_work from public.assignments a where a.id = p_assignment_id;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such course work.');
    end if;
    return v_work;
end
$$;
