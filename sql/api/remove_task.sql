-- Removes a task with its reports: its maker, the team's leader or a teacher. Refuses others (SC016), a task that does not exist
-- (SC006), and course work that stands still (SC007). Returns the team.
create function stageclock.remove_task(p_task_id bigint, p_actor_id bigint, p_by_staff boolean default false)
returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_task public.team_tasks := stageclock.lock_task(p_task_id, p_actor_id, p_by_staff);
begin
    perform stageclock.refuse_not_leading(t, p_actor_id, p_by_staff or v_task.created_by = p_actor_id)
    from public.teams t where t.id = v_task.team_id;
    delete from public.team_tasks k where k.id = p_task_id;
    perform stageclock.wake('team', v_task.team_id);
    return v_task.team_id;
end
$$;
