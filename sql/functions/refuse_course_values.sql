-- Refuses (SC013) a course without a code or a name, or in a time zone that does not exist.
create function stageclock.refuse_course_values(p_code text, p_name text, p_time_zone text) returns void
language plpgsql stable
as $$
begin
    if coalesce(btrim(p_code), '') = '' or coalesce(btrim(p_name), '') = '' then
        perform stageclock.refuse('SC013', 'A course has a code and a name.');
    end if;
    perform stageclock.refuse_unknown_zone(p_time_zone);
end
$$;
