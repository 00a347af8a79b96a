-- Refuses (SC002) to close or pause a stage that is closed.
create function stageclock.refuse_closed(p_stage public.stages) returns void
language plpgsql stable
as $$
begin
    if p_stage.status = 'completed' then
        perform stageclock.refuse('SC002', 'This stage is closed already.');
    end if;
end
$$;
