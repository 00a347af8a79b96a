-- Changes a task, and tells whom it is for now. Refuses what add_task does, and a task that does not exist (SC006).
create function stageclock.edit_task(
    p_task_id bigint,
    p_title text,
    p_description text,
    p_assignee_id bigint,
    p_priority public.task_priority,
    p_due_at timestamptz,
    p_actor_id bigint,
    p_by_staff boolean default false
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_task public.team_tasks := stageclock.lock_task(p_task_id, p_actor_id, p_by_staff);
begin
    perform stageclock.refuse_task(v_task.team_id, p_title, p_assignee_id);
    perform stageclock.refuse_strange_date(p_due_at);
    update public.team_tasks k
    set title = btrim(p_title), description = coalesce(p_description, ''), assignee_id = p_assignee_id,
        priority = p_priority, due_at = p_due_at
    where k.id = p_task_id;
    if p_assignee_id is distinct from v_task.assignee_id and p_assignee_id is distinct from p_actor_id then
        perform stageclock.tell(array[p_assignee_id], 'task_given',
            stageclock.about_team(t, p_actor_id) || jsonb_build_object('task', btrim(p_title)))
        from public.teams t where t.id = v_task.team_id;
    end if;
    perform stageclock.wake('team', v_task.team_id);
    return v_task.team_id;
end
$$;
