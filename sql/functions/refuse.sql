-- Refuses: raises one of our private SQLSTATEs with a sentence that app/errors.py knows in every language.
create function stageclock.refuse(p_sqlstate text, p_message text) returns void
language plpgsql stable
as $$
begin
    raise exception using errcode = p_sqlstate, message = p_message;
end
$$;
