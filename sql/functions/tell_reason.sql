-- A reason as it is kept: without blanks around it, null where nothing is left.
create function stageclock.tell_reason(p_reason text) returns text
language sql immutable parallel safe
return nullif(btrim(p_reason), '');
