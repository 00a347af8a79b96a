-- What every act by hand begins with: the stage becomes what it effectively is, as by the clock, and stays locked.
-- Where it closes with effects, earlier such closings of the same course work that are due come first, as in the tick.
create function stageclock.settle_stage(p_stage_id bigint, p_at timestamptz) returns public.stages
language plpgsql volatile
as $$
declare
    v_earlier bigint;
begin
    foreach v_earlier in array stageclock.due_before(p_stage_id, p_at) loop
        perform stageclock.catch_up(v_earlier, p_at);
    end loop;
    return stageclock.catch_up(p_stage_id, p_at);
end
$$;
