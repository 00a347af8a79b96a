-- Locks and returns up to `p_limit` stages whose transition is due and has no effects of its own, oldest first, from
-- after one of them on: the index still holds what was moved a moment ago, and nobody walks over all of it each time.
-- Stages that others hold are passed over, and so is every stage with an attempt: those belong to the careful lane.
create function stageclock.collect_due(
    p_to public.stage_status,
    p_limit integer,
    p_at timestamptz,
    p_after_at timestamptz default '-infinity',
    p_after_id bigint default 0
) returns bigint[]
language plpgsql volatile
as $$
begin
    if p_to = 'active' then
        return array(
            select s.id
            from public.stages s
            where s.status = 'pending' and not s.held and s.starts_at <= p_at
              and (s.starts_at, s.id) > (p_after_at, p_after_id)
              and not exists (
                  select from public.stage_attempts a where a.stage_id = s.id and a.to_status = 'active'
              )
            order by s.starts_at, s.id
            limit p_limit
            for no key update of s skip locked
        );
    end if;
    return array(
        select s.id
        from public.stages s
        where s.status = 'active' and not s.held and s.ends_at <= p_at
          and (s.ends_at, s.id) > (p_after_at, p_after_id)
          and not stageclock.closes_with_effects(s.kind)
          and not exists (
              select from public.stage_attempts a where a.stage_id = s.id and a.to_status = 'completed'
          )
        order by s.ends_at, s.id
        limit p_limit
        for no key update of s skip locked
    );
end
$$;
