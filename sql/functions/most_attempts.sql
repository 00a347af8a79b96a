-- After this many failed attempts a transition is quarantined: nothing tries it again until a person says so.
create function stageclock.most_attempts() returns integer
language sql immutable parallel safe
return 5;
