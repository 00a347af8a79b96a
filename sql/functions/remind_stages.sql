-- Tells the students of these stages that they close soon, once for all distances that have passed, and sets when to remind
-- next. The caller has locked the stages. One that has ended meanwhile tells nobody.
create function stageclock.remind_stages(p_stage_ids bigint[], p_at timestamptz) returns void
language plpgsql volatile
as $$
begin
    with passed as (
        insert into public.stage_reminders (stage_id, ends_at, ahead, created_at)
        select s.id, s.ends_at, r.ahead, p_at
        from public.stages s
        join public.assignments a on a.id = s.assignment_id
        cross join lateral unnest(a.reminders) r (ahead)
        where s.id = any (p_stage_ids) and s.ends_at - r.ahead <= p_at and s.ends_at > p_at
        on conflict do nothing
        returning stage_id
    )
    insert into public.notifications (recipient_id, kind, params, created_at)
    select u.id, 'stage_closes_soon',
           jsonb_build_object('assignment_id', a.id, 'assignment', a.title,
               'stage_id', s.id, 'stage', s.name, 'ends_at', s.ends_at),
           p_at
    from (select distinct stage_id from passed) p
    join public.stages s on s.id = p.stage_id
    join public.assignments a on a.id = s.assignment_id
    join public.enrollments e on e.course_id = a.course_id and e.role = 'student'
    join public.users u on u.id = e.user_id and u.is_active;
    update public.stages s
    set remind_at = stageclock.next_reminder(s.id, s.assignment_id, s.ends_at, p_at)
    where s.id = any (p_stage_ids);
end
$$;
