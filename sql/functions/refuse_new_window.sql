-- Refuses (SC003) a window with which no stage can be added: an impossible one, or one that has begun or ended already.
create function stageclock.refuse_new_window(p_starts_at timestamptz, p_ends_at timestamptz, p_at timestamptz)
returns void
language plpgsql stable
as $$
begin
    perform stageclock.refuse_impossible_window(p_starts_at, p_ends_at);
    if p_starts_at <= p_at then
        perform stageclock.refuse('SC003',
            'The start of a new stage lies ahead: choose a later one, or none and open the stage by hand.');
    elsif p_ends_at <= p_at then
        perform stageclock.refuse('SC003', 'The end of a new stage lies ahead: choose a later one, or none.');
    end if;
end
$$;
