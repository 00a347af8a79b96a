-- Refuses (SC008) to resume what is not paused.
create function stageclock.refuse_running(p_paused_at timestamptz) returns void
language plpgsql stable
as $$
begin
    if p_paused_at is null then
        perform stageclock.refuse('SC008', 'It is not paused.');
    end if;
end
$$;
