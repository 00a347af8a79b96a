-- Hands out files with a course work, all or none: an array of {storage_key, file_name, media_type, size_bytes, sha256},
-- whose bytes are in storage already. Refuses where there is no such course work (SC006), or a file is empty or has no
-- name (SC013). Returns their keys.
create function stageclock.add_attachments(p_assignment_id bigint, p_files jsonb, p_actor_id bigint) returns bigint[]
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_work public.assignments := stageclock.lock_assignment(p_assignment_id);
    v_at timestamptz := stageclock.current_time();
    v_file jsonb;
    v_added bigint[] := array[]::bigint[];
begin
    for v_file in select f.value from jsonb_array_elements(p_files) with ordinality f (value, n) order by f.n loop
        if coalesce(btrim(v_file ->> 'file_name'), '') = '' or ((v_file ->> 'size_bytes')::bigint > 0) is not true then
            perform stageclock.refuse('SC013', 'A file has a name and is not empty.');
        end if;
        insert into public.attachments
            (assignment_id, storage_key, file_name, media_type, size_bytes, sha256, uploaded_by, created_at)
        select v_work.id, f.storage_key, f.file_name, f.media_type, f.size_bytes, f.sha256, p_actor_id, v_at
        from jsonb_to_record(v_file)
            as f (storage_key text, file_name text, media_type text, size_bytes bigint, sha256 text)
        returning v_added || id into v_added;
        perform stageclock.record_audit(
            p_actor_id, 'attachment_added', 'assignment', v_work.id, v_file - 'storage_key', v_at);
    end loop;
    return v_added;
end
$$;
