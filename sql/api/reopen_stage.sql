-- Opens a closed stage again until an instant that lies ahead, as its next generation. Refuses where there is no such
-- stage (SC006), its clock stands still (SC007), it is not closed (SC002), or the new end is missing or past (SC003).
create function stageclock.reopen_stage(
    p_stage_id bigint,
    p_ends_at timestamptz,
    p_actor_id bigint,
    p_reason text default null
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz;
    v_stage public.stages;
    v_planned timestamptz;
begin
    perform stageclock.lock_in_order(p_stage_id);
    v_at := stageclock.current_time();
    v_stage := stageclock.settle_stage(p_stage_id, v_at);
    perform stageclock.refuse_held(v_stage);
    perform stageclock.refuse_strange_date(p_ends_at);
    if v_stage.status <> 'completed' then
        perform stageclock.refuse('SC002', 'Only a closed stage can be reopened.');
    elsif p_ends_at is null or p_ends_at <= v_at then
        perform stageclock.refuse('SC003', 'A stage is reopened until an instant that lies ahead.');
    end if;
    -- Closed before it ever began: it begins now, and the plan stays in the history.
    if v_stage.starts_at > v_at then
        v_planned := v_stage.starts_at;
    end if;
    update public.stages s
    set generation = s.generation + 1,
        ends_at = p_ends_at,
        starts_at = case when s.starts_at <= v_at then s.starts_at else v_at end
    where s.id = p_stage_id;
    v_stage.generation := v_stage.generation + 1;
    return stageclock.change_status(
        v_stage, 'active', v_planned, v_at, p_actor_id, stageclock.tell_reason(p_reason));
end
$$;
