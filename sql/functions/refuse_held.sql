-- Refuses (SC007) a change of status where the stage's clock stands still.
create function stageclock.refuse_held(p_stage public.stages) returns void
language plpgsql stable
as $$
begin
    if p_stage.held then
        perform stageclock.refuse('SC007',
            'The clock of this stage stands still: publish the course work or end the pause first.');
    end if;
end
$$;
