-- Writes the words of a locked stage, and what was changed into the audit. Returns whether anything was.
create function stageclock.change_words(
    p_was public.stages,
    p_is public.stages,
    p_actor_id bigint,
    p_reason text,
    p_at timestamptz
) returns boolean
language plpgsql volatile
as $$
begin
    if stageclock.stage_words(p_was) = stageclock.stage_words(p_is) then
        return false;
    end if;
    update public.stages s
    set name = p_is.name, description = p_is.description, kind = p_is.kind, submission_mode = p_is.submission_mode
    where s.id = p_is.id;
    perform stageclock.record_audit(
        p_actor_id, 'stage_edited', 'stage', p_is.id,
        stageclock.difference(stageclock.stage_words(p_was), stageclock.stage_words(p_is))
            || jsonb_build_object('reason', stageclock.tell_reason(p_reason)),
        p_at);
    return true;
end
$$;
