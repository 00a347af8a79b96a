-- Does what an uploaded class list was shown to do, all or nothing: new accounts get the given hashes in the order of
-- their rows. Returns {"created": [...], "enrolled": [...]}, people in that order. Refuses where there is no such list
-- (SC006), its course is archived (SC002), it was applied already, a row is refused, or what it would do is no longer
-- what `p_digest` stands for (SC014).
create function stageclock.apply_roster(
    p_draft_id bigint,
    p_digest text,
    p_password_hashes text[],
    p_actor_id bigint
) returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_draft public.roster_drafts := stageclock.lock_roster_draft(p_draft_id);
    v_at timestamptz := stageclock.current_time();
    v_done jsonb;
begin
    begin
        v_done := stageclock.write_roster(v_draft, p_digest, p_password_hashes);
    exception when unique_violation or not_null_violation then
        v_done := null; -- an account was made meanwhile, after the outcome was read
    end;
    if v_done is null then
        perform stageclock.refuse('SC014',
            'The class or its accounts have changed since this was shown: look at what would happen now.');
    end if;
    update public.roster_drafts d set applied_at = v_at where d.id = p_draft_id;
    perform stageclock.record_audit(
        p_actor_id, 'roster_applied', 'course', v_draft.course_id,
        v_done || jsonb_build_object('file_name', v_draft.file_name), v_at);
    return v_done;
end
$$;
