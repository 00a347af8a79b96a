-- Refuses to open a settled stage by hand: its clock stands still (SC007), it has begun already (SC002), or its end has
-- passed (SC003).
create function stageclock.refuse_activation(p_stage public.stages, p_at timestamptz) returns void
language plpgsql stable
as $$
begin
    perform stageclock.refuse_held(p_stage);
    if p_stage.status <> 'pending' then
        perform stageclock.refuse('SC002', 'Only a stage that has not begun can be opened.');
    elsif p_stage.ends_at <= p_at then
        perform stageclock.refuse('SC003', 'The end of this stage has passed: give it a later one first.');
    end if;
end
$$;
