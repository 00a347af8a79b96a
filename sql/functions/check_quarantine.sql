-- Health: has any transition been given up?
create function stageclock.check_quarantine(out status text, out detail text)
language plpgsql stable
as $$
declare
    v_count bigint;
    v_stages text;
begin
    select count(*), string_agg(q.stage_id::text, ', ') filter (where q.nth <= 5)
    into v_count, v_stages
    from (
        select a.stage_id, row_number() over (order by a.quarantined_at, a.stage_id) as nth
        from public.stage_attempts a
        where a.quarantined_at is not null
    ) q;
    status := case when v_count > 0 then 'red' else 'ok' end;
    detail := case
        when v_count > 0 then v_count || ' transitions failed ' || stageclock.most_attempts()
            || ' times and wait for a person (stages ' || v_stages || case when v_count > 5 then ' …' else '' end
            || '): read stage_attempts.message, mend the cause, then `flask clock retry`.'
        else 'No transition is quarantined.'
    end;
end
$$;
