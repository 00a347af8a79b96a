-- Refuses (SC011) an act that would do something else than what was shown when it was asked. What was shown is named by
-- the version of its subject and the marks of all that was foreseen, in order.
create function stageclock.refuse_unlike(p_foretold text, p_version integer, p_marks text[]) returns void
language plpgsql volatile
as $$
begin
    if p_foretold <> p_version || ':' || array_to_string(p_marks, ',') then
        perform stageclock.refuse('SC011', 'What would happen has changed since it was shown: look at it again.');
    end if;
end
$$;
