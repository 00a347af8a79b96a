-- Up to which key of the history its transitions are in `transition_counts` already; 0 where none are.
create function stageclock.counted_up_to() returns bigint
language sql stable
return coalesce((select max(c.last_id) from public.transition_counts c), 0);
