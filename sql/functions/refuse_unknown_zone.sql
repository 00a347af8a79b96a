-- Refuses (SC013) a time zone that PostgreSQL does not know, or that is no place: it takes FOO+3 for a zone as well.
create function stageclock.refuse_unknown_zone(p_time_zone text) returns void
language plpgsql stable
as $$
begin
    begin
        if (p_time_zone = 'UTC' or p_time_zone ~ '/')
           and timestamp '2000-01-01' at time zone p_time_zone is not null then
            return;
        end if;
    exception when invalid_parameter_value then
        null; -- refused below, in words of ours
    end;
    perform stageclock.refuse('SC013', 'There is no such time zone: choose one from the list.');
end
$$;
