-- Refuses (SC011) an act on a plan, or on one that goes into another, which are not those that the page showed: their
-- digests, joined by a plus sign. Null: whoever asks does not care.
create function stageclock.refuse_changed_plan(
    p_assignment_id bigint,
    p_shown text,
    p_into_assignment_id bigint default null
) returns void
language plpgsql volatile
as $$
begin
    if p_shown <> concat_ws(
        '+', stageclock.plan_digest(p_assignment_id), stageclock.plan_digest(p_into_assignment_id)) then
        perform stageclock.refuse('SC011', 'The plan has changed since it was shown: look at what it is now.');
    end if;
end
$$;
