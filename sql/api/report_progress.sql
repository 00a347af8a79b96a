-- A member reports how far a task is, in per cent, with a note; the history keeps each report. Refuses a task that does not
-- exist (SC006), who is not in the team (SC016), course work that stands still (SC007), and no per cent (SC013). Returns
-- the report's id.
create function stageclock.report_progress(p_task_id bigint, p_progress integer, p_note text, p_actor_id bigint)
returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_task public.team_tasks := stageclock.lock_task(p_task_id, p_actor_id, false);
    v_at timestamptz := stageclock.current_time();
    v_report bigint;
begin
    if coalesce(p_progress, -1) not between 0 and 100 then
        perform stageclock.refuse('SC013', 'Progress is a whole number from 0 to 100 per cent.');
    end if;
    insert into public.task_updates (task_id, user_id, progress, note, created_at)
    values (p_task_id, p_actor_id, p_progress, coalesce(btrim(p_note), ''), v_at)
    returning id into v_report;
    update public.team_tasks k
    set progress = p_progress,
        completed_at = case when p_progress = 100 then coalesce(k.completed_at, v_at) end
    where k.id = p_task_id;
    perform stageclock.wake('team', v_task.team_id);
    return v_report;
end
$$;
