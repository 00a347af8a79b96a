-- Refuses a student's change of teams while teams cannot be changed (SC001), and of a locked team (SC002). Staff may, but
-- not in archived course work (SC002).
create function stageclock.refuse_closed_teams(
    p_assignment_id bigint,
    p_locked_at timestamptz,
    p_by_staff boolean,
    p_at timestamptz
) returns void
language plpgsql stable
as $$
begin
    if p_by_staff then
        perform stageclock.refuse_archived(stageclock.read_assignment(p_assignment_id));
    elsif not stageclock.teams_may_change(p_assignment_id, p_at) then
        perform stageclock.refuse('SC001', 'Teams can be changed only while team formation is open: ask a teacher.');
    elsif p_locked_at is not null then
        perform stageclock.refuse('SC002', 'This team is locked: ask a teacher.');
    end if;
end
$$;
