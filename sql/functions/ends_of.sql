-- The ends of a stage that somebody is reminded of: its own while it is open, and the later ones of single teams, which may
-- be the same. Inlined.
create function stageclock.ends_of(
    p_stage_id bigint,
    p_status public.stage_status,
    p_ends_at timestamptz
) returns table (ends_at timestamptz)
language sql stable
begin atomic
    select p_ends_at where p_status = 'active' and p_ends_at is not null
    union all
    select x.ends_at
    from public.stage_extensions x
    where x.stage_id = p_stage_id and x.revoked_at is null
      and (p_status = 'completed' or p_status = 'active' and x.ends_at > p_ends_at);
end;
