-- Refuses (SC003) a window that no stage can have whatever its state: dates that no plan can mean, an end that does not
-- lie after the start.
create function stageclock.refuse_impossible_window(p_starts_at timestamptz, p_ends_at timestamptz) returns void
language plpgsql stable
as $$
begin
    perform stageclock.refuse_strange_date(p_starts_at);
    perform stageclock.refuse_strange_date(p_ends_at);
    if p_ends_at <= p_starts_at then
        perform stageclock.refuse('SC003', 'A stage ends after it starts.');
    end if;
end
$$;
