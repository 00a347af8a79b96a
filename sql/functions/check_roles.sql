-- Health: are owner, web and clock separate roles? One role for everything works, with less protection.
create function stageclock.check_roles(out status text, out detail text)
language plpgsql stable
as $$
declare
    v_missing text;
begin
    select string_agg(r.name, ', ') into v_missing
    from unnest(array['stageclock_owner', 'stageclock_app', 'stageclock_clock', 'stageclock_monitor']) r (name)
    where pg_catalog.to_regrole(r.name) is null;
    status := case when v_missing is null then 'ok' else 'warn' end;
    detail := case
        when v_missing is null then 'Owner, web and clock are separate roles.'
        else 'These roles are missing, so that one role does everything: ' || v_missing
            || '. Run sql/roles.sql as a superuser where the host allows it.'
    end;
end
$$;
