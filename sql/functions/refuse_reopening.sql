-- Refuses to reopen a settled stage: its clock stands still (SC007), the new end is missing, past or strange (SC003), or
-- it is not closed (SC002).
create function stageclock.refuse_reopening(p_stage public.stages, p_ends_at timestamptz, p_at timestamptz)
returns void
language plpgsql stable
as $$
begin
    perform stageclock.refuse_held(p_stage);
    perform stageclock.refuse_strange_date(p_ends_at);
    if p_stage.status <> 'completed' then
        perform stageclock.refuse('SC002', 'Only a closed stage can be reopened.');
    elsif p_ends_at is null or p_ends_at <= p_at then
        perform stageclock.refuse('SC003', 'A stage is reopened until an instant that lies ahead.');
    end if;
end
$$;
