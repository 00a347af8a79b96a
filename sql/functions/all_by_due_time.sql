-- The stages of a course work by due time: the order in which they are locked, and settled before a pause.
create function stageclock.all_by_due_time(p_assignment_id bigint) returns bigint[]
language plpgsql stable
as $$
begin
    return array(select s.id from public.stages s where s.assignment_id = p_assignment_id order by s.ends_at, s.id);
end
$$;
