-- What an act by hand would make of a stage that is settled: its status, dates, and whether its clock stands still.
-- Refuses as the act itself does, by the same functions.
create function stageclock.supposed_after(
    p_act text,
    p_stage public.stages,
    p_starts_at timestamptz,
    p_ends_at timestamptz,
    p_at timestamptz
) returns public.stages
language plpgsql stable
as $$
begin
    case p_act
        when 'activation' then
            perform stageclock.refuse_activation(p_stage, p_at);
            p_stage.status := 'active';
        when 'completion' then
            perform stageclock.refuse_completion(p_stage);
            p_stage.status := 'completed';
        when 'reopening' then
            perform stageclock.refuse_reopening(p_stage, p_ends_at, p_at);
            p_stage.status := 'active';
            p_stage.ends_at := p_ends_at;
        when 'schedule' then
            perform stageclock.refuse_window(p_stage, p_starts_at, p_ends_at, p_at);
            p_stage.starts_at := p_starts_at;
            p_stage.ends_at := p_ends_at;
        when 'pause' then
            perform stageclock.refuse_paused(p_stage.paused_at);
            perform stageclock.refuse_closed(p_stage);
            p_stage.held := true;
        when 'resumption' then
            perform stageclock.refuse_running(p_stage.paused_at);
            select stageclock.stands_still(a.state, a.paused_at, null) into p_stage.held
            from public.assignments a
            where a.id = p_stage.assignment_id;
    end case;
    return p_stage;
end
$$;
