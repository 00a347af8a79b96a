-- Whether a closing with effects must wait: an earlier one of the same course work is due and not done yet (leased,
-- backing off, or just being claimed), unless that one is quarantined. Roles cannot be shared out before teams stand.
create function stageclock.waits_for_earlier(
    p_stage_id bigint,
    p_assignment_id bigint,
    p_kind public.stage_kind,
    p_ends_at timestamptz,
    p_at timestamptz
) returns boolean
language plpgsql stable
as $$
begin
    if not stageclock.closes_with_effects(p_kind) then
        return false;
    end if;
    return exists (
        select
        from public.stages s
        where s.assignment_id = p_assignment_id
          and (s.ends_at, s.id) < (p_ends_at, p_stage_id)
          and stageclock.closes_with_effects(s.kind)
          and s.status <> 'completed'
          and stageclock.effective_status(s.status, s.held, s.starts_at, s.ends_at, p_at) = 'completed'
          and not exists (
              select from public.stage_attempts a where a.stage_id = s.id and a.quarantined_at is not null
          )
    );
end
$$;
