-- Opens a closed stage again until an instant that lies ahead, as its next generation. Refuses where there is no such
-- stage (SC006), its clock stands still (SC007), it is not closed (SC002), the new end is missing or past (SC003), or
-- `p_foretold` is not what would happen (SC011).
create function stageclock.reopen_stage(
    p_stage_id bigint,
    p_ends_at timestamptz,
    p_actor_id bigint,
    p_reason text default null,
    p_foretold text default null
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
    perform stageclock.refuse_surprise(p_foretold, p_stage_id, 'reopening', null, p_ends_at, v_at);
    v_stage := stageclock.settle_stage(p_stage_id, v_at);
    perform stageclock.refuse_reopening(v_stage, p_ends_at, v_at);
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
