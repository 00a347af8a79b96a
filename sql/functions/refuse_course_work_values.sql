-- Refuses a course work that cannot be: without a title, in no time zone, with team sizes out of order (SC013), or with
-- dates that cannot be (SC003). Its own dates only inform; those of its stages count.
create function stageclock.refuse_course_work_values(
    p_title text,
    p_time_zone text,
    p_min_team_size integer,
    p_max_team_size integer,
    p_starts_at timestamptz,
    p_ends_at timestamptz
) returns void
language plpgsql volatile
as $$
begin
    if coalesce(btrim(p_title), '') = '' then
        perform stageclock.refuse('SC013', 'A course work has a title.');
    elsif (p_min_team_size >= 1 and p_max_team_size >= p_min_team_size) is not true then
        perform stageclock.refuse('SC013', 'The smallest team has at least one member, the largest no fewer than that.');
    end if;
    perform stageclock.refuse_unknown_zone(p_time_zone);
    perform stageclock.refuse_strange_date(p_starts_at);
    perform stageclock.refuse_strange_date(p_ends_at);
    if p_ends_at <= p_starts_at then
        perform stageclock.refuse('SC003', 'A course work ends after it starts.');
    end if;
end
$$;
