-- Tells the students of these stages that they close soon for them, once for all distances that have passed, and sets when
-- to remind next. Who has a later end is reminded of that one. The caller has locked the stages. An end that has passed
-- meanwhile tells nobody.
create function stageclock.remind_stages(p_stage_ids bigint[], p_at timestamptz) returns void
language plpgsql volatile
as $$
begin
    with passed as (
        insert into public.stage_reminders (stage_id, ends_at, ahead, created_at)
        select s.id, e.ends_at, r.ahead, p_at
        from public.stages s
        join public.assignments a on a.id = s.assignment_id
        cross join lateral stageclock.ends_of(s.id, s.status, s.ends_at) e
        cross join lateral unnest(a.reminders) r (ahead)
        where s.id = any (p_stage_ids) and e.ends_at - r.ahead <= p_at and e.ends_at > p_at
        on conflict do nothing
        returning stage_id, ends_at
    )
    insert into public.notifications (recipient_id, kind, params, created_at)
    select u.id, 'stage_closes_soon',
           jsonb_build_object('assignment_id', a.id, 'assignment', a.title,
               'stage_id', s.id, 'stage', s.name, 'ends_at', p.ends_at),
           p_at
    from (select distinct stage_id, ends_at from passed) p
    join public.stages s on s.id = p.stage_id
    join public.assignments a on a.id = s.assignment_id
    join public.enrollments e on e.course_id = a.course_id and e.role = 'student'
    join public.users u on u.id = e.user_id and u.is_active
    left join public.team_members m on m.assignment_id = a.id and m.user_id = u.id
    left join public.stage_extensions x on x.stage_id = s.id and x.team_id = m.team_id and x.revoked_at is null
        and (s.status = 'completed' or x.ends_at > s.ends_at)
    where p.ends_at = coalesce(x.ends_at, s.ends_at);
    update public.stages s
    set remind_at = stageclock.next_reminder(s, p_at)
    where s.id = any (p_stage_ids);
end
$$;
