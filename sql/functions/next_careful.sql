-- Locks and names the next stage for the careful lane, oldest first, openings before closings: what failed before,
-- closings with effects, and after a crash everything; not those that this tick just passed over. Nulls where none is.
create function stageclock.next_careful(
    p_everything boolean,
    p_at timestamptz,
    p_passed bigint[],
    out p_stage_id bigint,
    out p_to public.stage_status
)
language plpgsql volatile
as $$
begin
    select s.id, 'active'::public.stage_status into p_stage_id, p_to
    from public.stages s
    left join public.stage_attempts a on a.stage_id = s.id and a.to_status = 'active'
    where s.status = 'pending' and not s.held and s.starts_at <= p_at and s.id <> all (p_passed)
      and (a.stage_id is not null or p_everything)
      and a.quarantined_at is null and (a.next_try_at is null or a.next_try_at <= p_at)
    order by s.starts_at, s.id
    limit 1
    for no key update of s skip locked;
    if found then
        return;
    end if;
    select s.id, 'completed'::public.stage_status into p_stage_id, p_to
    from public.stages s
    left join public.stage_attempts a on a.stage_id = s.id and a.to_status = 'completed'
    where s.status = 'active' and not s.held and s.ends_at <= p_at and s.id <> all (p_passed)
      and (a.stage_id is not null or p_everything or stageclock.closes_with_effects(s.kind))
      and a.quarantined_at is null and (a.next_try_at is null or a.next_try_at <= p_at)
      and not stageclock.waits_for_earlier(s.id, s.assignment_id, s.kind, s.ends_at, p_at)
    order by s.ends_at, s.id
    limit 1
    for no key update of s skip locked;
end
$$;
