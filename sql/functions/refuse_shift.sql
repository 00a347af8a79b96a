-- Refuses to move stages where there is none to begin with (SC006), by no possible number of days (SC013), where none
-- has a date left to move (SC002), or where a date cannot be (SC003). The caller has locked and settled.
create function stageclock.refuse_shift(
    p_assignment_id bigint,
    p_from_stage_id bigint,
    p_days integer,
    p_at timestamptz
) returns void
language plpgsql volatile
as $$
declare
    v_moves boolean;
    v_problem boolean;
begin
    if p_days is null or p_days = 0 or p_days not between -366 and 366 then
        perform stageclock.refuse('SC013', 'Stages are moved by 1 to 366 days, later or earlier.');
    end if;
    select bool_or(n.moves), bool_or(n.starts_problem is not null or n.ends_problem is not null)
    into v_moves, v_problem
    from stageclock.shifted(p_assignment_id, p_from_stage_id, p_days, p_at) n;
    if v_moves is null then
        perform stageclock.refuse('SC006', 'There is no such stage.');
    elsif not v_moves then
        perform stageclock.refuse('SC002', 'None of these stages has a date that can still be moved.');
    elsif v_problem then
        perform stageclock.refuse('SC003',
            'A date cannot be moved so: see the marked ones, and choose other days or change those stages first.');
    end if;
end
$$;
