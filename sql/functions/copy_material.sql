-- Gives a new course work the managing teachers, links, files and reminders of another one. `p_files` holds for each
-- attachment's key the storage key of its copied bytes. Refuses files that are not those of the course work (SC011). The
-- caller has locked it.
create function stageclock.copy_material(
    p_work public.assignments,
    p_into_assignment_id bigint,
    p_files jsonb,
    p_actor_id bigint
) returns void
language plpgsql volatile
as $$
begin
    if array(select a.id::text from public.attachments a where a.assignment_id = p_work.id order by a.id::text)
       <> array(select k from jsonb_object_keys(coalesce(p_files, '{}')) k order by k) then
        perform stageclock.refuse('SC011', 'The files have changed since they were shown: look at what they are now.');
    end if;
    insert into public.assignment_teachers (assignment_id, user_id)
    select p_into_assignment_id, t.user_id
    from public.assignment_teachers t
    join public.users u on u.id = t.user_id and u.is_active
    where t.assignment_id = p_work.id
    on conflict do nothing;
    update public.assignments a set reminders = p_work.reminders where a.id = p_into_assignment_id;
    insert into public.links (assignment_id, url, title, description, created_by)
    select p_into_assignment_id, l.url, l.title, l.description, p_actor_id
    from public.links l where l.assignment_id = p_work.id order by l.id;
    insert into public.attachments
        (assignment_id, storage_key, file_name, media_type, size_bytes, sha256, uploaded_by)
    select p_into_assignment_id, p_files ->> f.id::text, f.file_name, f.media_type, f.size_bytes, f.sha256, p_actor_id
    from public.attachments f where f.assignment_id = p_work.id order by f.id;
end
$$;
