-- Refuses an edit of something that was edited after the page showed it (SC011). Null: whoever asks does not care.
create function stageclock.refuse_stale(p_shown integer, p_version integer) returns void
language plpgsql volatile
as $$
begin
    if p_shown <> p_version then
        perform stageclock.refuse('SC011', 'Somebody else has changed this meanwhile: look at what it is now.');
    end if;
end
$$;
