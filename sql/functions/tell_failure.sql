-- Health: what the server or a stage raised when a transition that still waits was last tried; null where nothing did.
create function stageclock.tell_failure() returns text
language plpgsql stable
as $$
begin
    return (
        select 'A try failed: ' || regexp_replace(btrim(a.message, E' \n.'), '\s+', ' ', 'g') || ' (' || a.sqlstate || ').'
            || case when a.sqlstate like '53%' then ' Give the server what it lacks; it then goes on by itself.' else '' end
        from public.stage_attempts a
        where a.sqlstate is not null and a.quarantined_at is null
        order by (a.sqlstate like '53%') desc, a.next_try_at desc
        limit 1
    );
end
$$;
