-- Refuses (SC002) to publish what is no draft.
create function stageclock.refuse_publication(p_work public.assignments) returns void
language plpgsql stable
as $$
begin
    if p_work.state <> 'draft' then
        perform stageclock.refuse('SC002', 'Only a draft can be published.');
    end if;
end
$$;
