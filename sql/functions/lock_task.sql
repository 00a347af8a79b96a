-- Locks a task for a change, with its team, and refuses what add_task would: no such task (SC006), who is not in the team
-- (SC016), and course work that stands still (SC007).
create function stageclock.lock_task(p_task_id bigint, p_actor_id bigint, p_by_staff boolean) returns public.team_tasks
language plpgsql volatile
as $$
declare
    v_task public.team_tasks;
    v_team public.teams;
begin
    select k.* into v_task from public.team_tasks k where k.id = p_task_id;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such task.');
    end if;
    v_team := stageclock.lock_team(v_task.team_id);
    select k.* into v_task from public.team_tasks k where k.id = p_task_id for no key update;
    perform stageclock.refuse_not_member(v_team.id, p_actor_id, p_by_staff);
    perform stageclock.refuse_still_work(v_team.assignment_id);
    return v_task;
end
$$;
