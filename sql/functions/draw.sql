-- Where a key stands in the draw of a seed: anyone can compute md5('seed:key') and check the order.
create function stageclock.draw(p_seed text, p_key bigint) returns text
language sql immutable parallel safe
return pg_catalog.md5(p_seed || ':' || p_key::text);
