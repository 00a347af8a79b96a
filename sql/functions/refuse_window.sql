-- Refuses a new window that a stage cannot have (SC003), or any at all once it is closed (SC002).
create function stageclock.refuse_window(
    p_stage public.stages,
    p_starts_at timestamptz,
    p_ends_at timestamptz,
    p_at timestamptz
) returns void
language plpgsql stable
as $$
begin
    if p_stage.status = 'completed' then
        perform stageclock.refuse('SC002', 'This stage is closed: reopen it to give it a new end.');
    end if;
    perform stageclock.refuse_impossible_window(p_starts_at, p_ends_at);
    if p_stage.status = 'active' and p_starts_at is distinct from p_stage.starts_at then
        perform stageclock.refuse('SC003', 'This stage has begun: only its end can be moved.');
    elsif p_starts_at <= p_at and p_starts_at is distinct from p_stage.starts_at then
        perform stageclock.refuse('SC003', 'The new start lies in the past: open the stage by hand instead.');
    elsif p_ends_at <= p_at and p_ends_at is distinct from p_stage.ends_at then
        perform stageclock.refuse('SC003', 'The new end lies in the past: close the stage by hand instead.');
    end if;
end
$$;
