-- Refuses work on course work that is no published one or is paused (SC007).
create function stageclock.refuse_still_work(p_assignment_id bigint) returns void
language plpgsql stable
as $$
begin
    if not exists (
        select from public.assignments a
        where a.id = p_assignment_id and a.state = 'published' and a.paused_at is null
    ) then
        perform stageclock.refuse('SC007', 'This course work stands still: nothing in it can be changed now.');
    end if;
end
$$;
