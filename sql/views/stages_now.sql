-- Stages as they are at this instant: what every page, query and gate reads instead of `stages.status`.
-- `next_at` and `next_status` say when and to what the effective status changes next, by itself.
create view stageclock.stages_now as
with clock as materialized (select stageclock.current_time() as at),
stage as (
    select s.*, c.at,
           stageclock.effective_status(s.status, s.held, s.starts_at, s.ends_at, c.at) as effective_status
    from public.stages s
    cross join clock c
)
select s.id, s.assignment_id, s.position, s.name, s.description, s.kind, s.status, s.starts_at, s.ends_at,
       s.submission_mode, s.generation, s.held, s.paused_at, s.created_at, s.version,
       s.effective_status,
       case when s.held then null
            when s.effective_status = 'pending'::public.stage_status then s.starts_at
            when s.effective_status = 'active'::public.stage_status then s.ends_at
       end as next_at,
       case when s.held then null
            when s.effective_status = 'pending'::public.stage_status and s.starts_at is not null
                then 'active'::public.stage_status
            when s.effective_status = 'active'::public.stage_status and s.ends_at is not null
                then 'completed'::public.stage_status
       end as next_status,
       not s.held and s.effective_status = 'active'::public.stage_status as is_open,
       s.at as as_of
from stage s;
