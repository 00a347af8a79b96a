-- How long after its beginning a hand-in may take to arrive, though the stage closes meanwhile.
create function stageclock.submission_time() returns interval
language sql immutable parallel safe
return interval '15 minutes';
