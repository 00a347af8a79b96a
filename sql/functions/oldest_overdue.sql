-- When the oldest transition that is due and not given up was due, whatever keeps it back; null where there is none.
create function stageclock.oldest_overdue(p_at timestamptz) returns timestamptz
language plpgsql stable
as $$
declare
    v_opening timestamptz;
    v_closing timestamptz;
begin
    select s.starts_at into v_opening
    from public.stages s
    left join public.stage_attempts a on a.stage_id = s.id and a.to_status = 'active'
    where s.status = 'pending' and not s.held and s.starts_at <= p_at and a.quarantined_at is null
    order by s.starts_at, s.id limit 1;
    select s.ends_at into v_closing
    from public.stages s
    left join public.stage_attempts a on a.stage_id = s.id and a.to_status = 'completed'
    where s.status = 'active' and not s.held and s.ends_at <= p_at and a.quarantined_at is null
    order by s.ends_at, s.id limit 1;
    return least(v_opening, v_closing);
end
$$;
