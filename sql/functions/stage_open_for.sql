-- Whether a stage is open for a team at an instant: what every gate asks. Not held, and effectively active; or a
-- submission stage that has begun, where an extension of that team that is not revoked ends later.
create function stageclock.stage_open_for(p_stage_id bigint, p_team_id bigint, p_at timestamptz) returns boolean
language sql stable
begin atomic
    select exists (
        select
        from public.stages s
        cross join lateral (
            select stageclock.effective_status(s.status, s.held, s.starts_at, s.ends_at, p_at) as status
        ) e
        where s.id = p_stage_id
          and not s.held
          and (e.status = 'active'
               or s.kind = 'submission' and e.status = 'completed' and exists (
                   select from public.stage_extensions x
                   where x.stage_id = s.id and x.team_id = p_team_id and x.revoked_at is null and x.ends_at > p_at))
    );
end;
