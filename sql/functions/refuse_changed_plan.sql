-- Refuses (SC011) an act on a plan that is not the one which the page showed. Null: whoever asks does not care.
create function stageclock.refuse_changed_plan(p_assignment_id bigint, p_shown text) returns void
language plpgsql volatile
as $$
begin
    if p_shown <> stageclock.plan_digest(p_assignment_id) then
        perform stageclock.refuse('SC011', 'The plan has changed since it was shown: look at what it is now.');
    end if;
end
$$;
