-- Adds a task to a team's list, and tells whom it is for. Refuses a team that does not exist (SC006), who is not in it (SC016),
-- course work that stands still (SC007), a title that is blank or too long, and an assignee of another team (SC013).
create function stageclock.add_task(
    p_team_id bigint,
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
    v_team public.teams := stageclock.lock_team(p_team_id);
    v_task bigint;
begin
    perform stageclock.refuse_not_member(p_team_id, p_actor_id, p_by_staff);
    perform stageclock.refuse_still_work(v_team.assignment_id);
    perform stageclock.refuse_task(p_team_id, p_title, p_assignee_id);
    perform stageclock.refuse_strange_date(p_due_at);
    insert into public.team_tasks (team_id, title, description, assignee_id, priority, due_at, created_by, created_at)
    values (p_team_id, btrim(p_title), coalesce(p_description, ''), p_assignee_id, p_priority, p_due_at, p_actor_id,
            stageclock.current_time())
    returning id into v_task;
    if p_assignee_id is distinct from p_actor_id then
        perform stageclock.tell(array[p_assignee_id], 'task_given',
            stageclock.about_team(v_team, p_actor_id) || jsonb_build_object('task', btrim(p_title)));
    end if;
    perform stageclock.wake('team', p_team_id);
    return v_task;
end
$$;
