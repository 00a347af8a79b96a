-- How far apart the calls of a pg_cron schedule may lie, for health: never too short. "n seconds", every minute, every
-- n minutes, hourly and daily are told apart; whatever else names days counts as monthly.
create function stageclock.schedule_interval(p_schedule text) returns interval
language sql immutable parallel safe
return case
    when p_schedule ~ '^\d+ seconds?$' then split_part(p_schedule, ' ', 1)::integer * interval '1 second'
    when p_schedule ~ '^\*(\s+\*){4}$' then interval '1 minute'
    when p_schedule ~ '^\*/\d+(\s+\*){4}$' then substring(p_schedule from '^\*/(\d+)')::integer * interval '1 minute'
    when p_schedule ~ '^\S+(\s+\*){4}$' then interval '1 hour'
    when p_schedule ~ '^\S+\s+\S+(\s+\*){3}$' then interval '1 day'
    else interval '31 days'
end;
