-- An address as failed sign-ins are counted from it: never empty, because that stands for everywhere.
create function stageclock.sign_in_address(p_address text) returns text
language sql immutable parallel safe
return coalesce(nullif(left(btrim(p_address), 100), ''), 'unknown');
