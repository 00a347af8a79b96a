-- Takes back a file that was handed out. Refuses where there is no such file (SC006). Returns its storage key: the bytes
-- are removed once this is committed.
create function stageclock.remove_attachment(p_attachment_id bigint, p_actor_id bigint) returns text
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_file public.attachments;
begin
    perform stageclock.lock_assignment(f.assignment_id) from public.attachments f where f.id = p_attachment_id;
    delete from public.attachments f where f.id = p_attachment_id returning f.* into v_file;
    if v_file.id is null then
        perform stageclock.refuse('SC006', 'There is no such file.');
    end if;
    perform stageclock.record_audit(
        p_actor_id, 'attachment_removed', 'assignment', v_file.assignment_id,
        jsonb_build_object('file_name', v_file.file_name, 'size_bytes', v_file.size_bytes, 'sha256', v_file.sha256),
        stageclock.current_time());
    return v_file.storage_key;
end
$$;
