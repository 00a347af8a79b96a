-- Wakes whoever listens once this commits: a kind of row and its key, and nothing that a listener could learn from it.
create function stageclock.wake(p_kind text, p_id bigint) returns void
language sql volatile
return pg_catalog.pg_notify('stageclock', p_kind || ':' || p_id);
