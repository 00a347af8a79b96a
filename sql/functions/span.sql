-- A length of time as people read it in health details: "42 s", "7 min", "3 h", "2 days".
create function stageclock.span(p_length interval) returns text
language sql immutable parallel safe
return case
    when p_length < interval '2 minutes' then round(extract(epoch from p_length)) || ' s'
    when p_length < interval '2 hours' then floor(extract(epoch from p_length) / 60) || ' min'
    when p_length < interval '2 days' then floor(extract(epoch from p_length) / 3600) || ' h'
    else floor(extract(epoch from p_length) / 86400) || ' days'
end;
