-- Ends somebody's managing of a course work. Refuses where there is no such course work or they do not manage it
-- (SC006), or nobody who can sign in would manage it any more (SC015). Returns the audit event's id.
create function stageclock.remove_manager(p_assignment_id bigint, p_user_id bigint, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_work public.assignments := stageclock.lock_assignment(p_assignment_id);
    v_person public.users;
begin
    delete from public.assignment_teachers t where t.assignment_id = v_work.id and t.user_id = p_user_id;
    if not found then
        perform stageclock.refuse('SC006', 'This person does not manage the course work.');
    end if;
    perform
    from public.assignment_teachers t
    join public.users u on u.id = t.user_id and u.is_active
    where t.assignment_id = v_work.id;
    if not found then
        perform stageclock.refuse('SC015', 'Somebody has to manage the course work: add another teacher first.');
    end if;
    select u.* into v_person from public.users u where u.id = p_user_id;
    return stageclock.record_audit(
        p_actor_id, 'manager_removed', 'assignment', v_work.id,
        jsonb_build_object('user_id', v_person.id, 'username', v_person.username, 'name', v_person.name),
        stageclock.current_time());
end
$$;
