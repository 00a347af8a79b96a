-- How many transitions there have ever been, by the stage's kind, the status it got, and the cause: what is kept, and
-- what came since.
create function stageclock.transitions_counted() returns table (
    kind public.stage_kind, to_status public.stage_status, cause public.transition_cause, number bigint
)
language sql stable
begin atomic
    select e.kind, e.to_status, e.cause, sum(e.number)::bigint
    from (
        select c.kind, c.to_status, c.cause, c.number from public.transition_counts c
        union all
        select s.kind, t.to_status, t.cause, 1
        from public.stage_transitions t
        join public.stages s on s.id = t.stage_id
        where t.id > stageclock.counted_up_to()
    ) e
    group by e.kind, e.to_status, e.cause;
end;
