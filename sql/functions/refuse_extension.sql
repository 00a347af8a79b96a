-- Refuses a later end that is none (SC003), where nothing is handed in, or without a reason (SC013).
create function stageclock.refuse_extension(
    p_stage public.stages,
    p_ends_at timestamptz,
    p_reason text,
    p_at timestamptz
) returns void
language plpgsql stable
as $$
begin
    perform stageclock.refuse_strange_date(p_ends_at);
    perform stageclock.refuse_no_reason(p_reason);
    if p_stage.kind <> 'submission' then
        perform stageclock.refuse('SC013', 'Nothing is handed in at this stage.');
    elsif p_ends_at is null or p_ends_at <= p_at then
        perform stageclock.refuse('SC003', 'An extension ends at an instant that lies ahead.');
    elsif p_stage.status <> 'completed' and p_ends_at <= p_stage.ends_at then
        perform stageclock.refuse('SC003', 'An extension ends later than the stage itself.');
    end if;
end
$$;
