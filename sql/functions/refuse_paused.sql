-- Refuses (SC008) to pause what is paused already.
create function stageclock.refuse_paused(p_paused_at timestamptz) returns void
language plpgsql stable
as $$
begin
    if p_paused_at is not null then
        perform stageclock.refuse('SC008', 'It is paused already.');
    end if;
end
$$;
