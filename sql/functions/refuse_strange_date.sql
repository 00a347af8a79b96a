-- Refuses (SC003) a date that no plan can mean, before the table's own constraint does in words of its own.
create function stageclock.refuse_strange_date(p_date timestamptz) returns void
language plpgsql stable
as $$
begin
    if p_date not between timestamptz '1900-01-01 00:00+00' and timestamptz '9000-01-01 00:00+00' then
        perform stageclock.refuse('SC003', 'A date lies between the years 1900 and 9000.');
    end if;
end
$$;
