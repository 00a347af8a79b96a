-- Locks a hand-in for a change. Refuses one that does not exist (SC006).
create function stageclock.lock_submission(p_submission_id bigint) returns public.submissions
language plpgsql volatile
as $$
declare
    v_submission public.submissions;
begin
    select s.* into v_submission from public.submissions s where s.id = p_submission_id for no key update;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such hand-in.');
    end if;
    return v_submission;
end
$$;
