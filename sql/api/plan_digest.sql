-- A digest of a plan: another one after every edit of it, and once a stage begins or ends. An act on a whole plan says
-- which one its page showed.
create function stageclock.plan_digest(p_assignment_id bigint) returns text
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz := stageclock.current_time();
begin
    return (
        select md5(concat_ws('/', a.version, string_agg(
            concat_ws(':', s.id, s.position, s.version,
                      stageclock.effective_status(s.status, s.held, s.starts_at, s.ends_at, v_at)),
            ',' order by s.position)))
        from public.assignments a
        left join public.stages s on s.assignment_id = a.id
        where a.id = p_assignment_id
        group by a.id);
end
$$;
