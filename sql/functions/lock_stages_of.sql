-- Locks every stage of a course work, by due time: the order in which acts by hand lock them too, so that nobody waits
-- in a circle.
create function stageclock.lock_stages_of(p_assignment_id bigint) returns void
language plpgsql volatile
as $$
begin
    perform from public.stages s
    where s.assignment_id = p_assignment_id
    order by s.ends_at, s.id
    for no key update;
end
$$;
