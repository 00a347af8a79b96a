-- When the oldest transition or reminder that may be tried now was due; null where there is none. Three index probes:
-- `order by … limit 1`, because the planner reads the whole table for an `exists`.
create function stageclock.oldest_ready(p_at timestamptz) returns timestamptz
language plpgsql stable
as $$
declare
    v_opening timestamptz;
    v_closing timestamptz;
    v_reminder timestamptz;
begin
    select s.starts_at into v_opening
    from public.stages s
    where s.status = 'pending' and not s.held and s.starts_at <= p_at
      and not exists (
          select from public.stage_attempts a
          where a.stage_id = s.id and a.to_status = 'active'
            and (a.quarantined_at is not null or a.next_try_at > p_at)
      )
    order by s.starts_at, s.id
    limit 1;
    select s.ends_at into v_closing
    from public.stages s
    where s.status = 'active' and not s.held and s.ends_at <= p_at
      and not exists (
          select from public.stage_attempts a
          where a.stage_id = s.id and a.to_status = 'completed'
            and (a.quarantined_at is not null or a.next_try_at > p_at)
      )
      and not stageclock.waits_for_earlier(s.id, s.assignment_id, s.kind, s.ends_at, p_at)
    order by s.ends_at, s.id
    limit 1;
    select s.remind_at into v_reminder
    from public.stages s
    where s.remind_at <= p_at and s.remind_at is not null and not s.held
    order by s.remind_at, s.id
    limit 1;
    return least(v_opening, v_closing, v_reminder);
end
$$;
