-- Distances of reminders as the audit keeps them, in hours: "24 h, 0.5 h"; null where there are none.
create function stageclock.tell_reminders(p_reminders interval[]) returns text
language sql immutable parallel safe
return (
    select string_agg(trim_scale(round(extract(epoch from r) / 3600, 2)) || ' h', ', ' order by r desc)
    from unnest(p_reminders) r
);
