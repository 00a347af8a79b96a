-- Refuses to copy a plan by more weeks than anybody plans (SC013), or where a date of the copy cannot be (SC003).
create function stageclock.refuse_copy(
    p_assignment_id bigint,
    p_weeks integer,
    p_zone_to text,
    p_whole boolean,
    p_at timestamptz
) returns void
language plpgsql volatile
as $$
begin
    if p_weeks is null or p_weeks not between -5200 and 5200 then
        perform stageclock.refuse('SC013', 'A copy lies at most a hundred years from what is copied.');
    elsif exists (
        select from stageclock.copied(p_assignment_id, p_weeks, p_zone_to, p_whole, p_at) n
        where n.starts_problem is not null or n.ends_problem is not null
    ) then
        perform stageclock.refuse('SC003',
            'A date of the copy cannot be: see the marked ones, and choose another week or change those stages first.');
    end if;
end
$$;
