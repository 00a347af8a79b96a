-- What an edit changed, as the audit keeps it: {"from": {…}, "to": {…}} with only the keys whose values differ.
create function stageclock.difference(p_was jsonb, p_is jsonb) returns jsonb
language sql stable parallel safe
return (
    select jsonb_build_object('from', jsonb_object_agg(k.key, p_was -> k.key), 'to', jsonb_object_agg(k.key, k.value))
    from jsonb_each(p_is) k
    where p_was -> k.key is distinct from k.value
);
