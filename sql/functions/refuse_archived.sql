-- Refuses (SC002) a change of a course work that is archived, its plan and its teams: it is only read.
create function stageclock.refuse_archived(p_work public.assignments) returns void
language plpgsql volatile
as $$
begin
    if p_work.state = 'archived' then
        perform stageclock.refuse('SC002', 'This course work is archived: restore it to change it.');
    end if;
end
$$;
