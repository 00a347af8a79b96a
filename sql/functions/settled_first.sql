-- The stages that an act on a stage settles before it is done, in order: nothing where it only lets a clock run again,
-- the whole course work before a pause, else the stage itself and the earlier closings that come before it.
create function stageclock.settled_first(p_stage public.stages, p_act text, p_at timestamptz) returns bigint[]
language plpgsql stable
as $$
begin
    return case p_act
        when 'resumption' then array[]::bigint[]
        when 'pause' then stageclock.all_by_due_time(p_stage.assignment_id)
        else stageclock.due_before(p_stage.id, p_at) || p_stage.id
    end;
end
$$;
