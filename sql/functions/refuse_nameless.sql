-- Refuses (SC013) an account without a username or a name, before the table's own constraints do in words of their own.
create function stageclock.refuse_nameless(p_username text, p_name text) returns void
language plpgsql volatile
as $$
begin
    if coalesce(btrim(p_username), '') = '' or coalesce(btrim(p_name), '') = '' then
        perform stageclock.refuse('SC013', 'An account needs a username and the name of a person.');
    end if;
end
$$;
