-- Says what a submission stage takes: how many files at once, how large each, and which kinds, as lower-case extensions (none:
-- any). What was handed in before stays. Refuses a stage that does not exist (SC006), archived course work (SC002), a stage
-- without hand-ins, and numbers or kinds that cannot be (SC013). Returns whether it changed.
create function stageclock.set_submission_rules(
    p_stage_id bigint,
    p_max_files integer,
    p_max_file_mb integer,
    p_file_types text[],
    p_actor_id bigint
) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_work public.assignments := stageclock.lock_with_work(p_stage_id);
    v_was public.stages := stageclock.lock_stage(p_stage_id);
    v_before jsonb;
    v_after jsonb := jsonb_build_object(
        'max_files', p_max_files, 'max_file_mb', p_max_file_mb, 'file_types', array_to_string(p_file_types, ', '));
begin
    perform stageclock.refuse_archived(v_work);
    perform stageclock.refuse_submission_rules(v_was, p_max_files, p_max_file_mb, p_file_types);
    v_before := jsonb_build_object(
        'max_files', v_was.max_files, 'max_file_mb', v_was.max_file_mb,
        'file_types', array_to_string(v_was.file_types, ', '));
    if v_before = v_after then
        return false;
    end if;
    update public.stages s
    set max_files = p_max_files, max_file_mb = p_max_file_mb, file_types = p_file_types
    where s.id = p_stage_id;
    perform stageclock.record_audit(p_actor_id, 'submission_rules_set', 'stage', p_stage_id,
        stageclock.difference(v_before, v_after), stageclock.current_time());
    return true;
end
$$;
