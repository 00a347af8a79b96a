-- How many rows of each table go with a course work when it is deleted. Never refuses: nothing belongs to one that does
-- not exist.
create function stageclock.contents_of_assignment(p_assignment_id bigint) returns table (part text, number bigint)
language sql stable security definer
set search_path = pg_catalog, pg_temp
begin atomic
    with own_stages as (
        select s.id from public.stages s where s.assignment_id = p_assignment_id
    ), own_transitions as (
        select t.id from public.stage_transitions t join own_stages s on s.id = t.stage_id
    )
    select 'stages', count(*) from own_stages
    union all
    select 'stage_transitions', count(*) from own_transitions
    union all
    select 'stage_attempts', count(*) from public.stage_attempts a join own_stages s on s.id = a.stage_id
    union all
    select 'notifications', count(*) from public.notifications n join own_transitions t on t.id = n.transition_id
    union all
    select 'mail_outbox', count(*)
    from public.mail_outbox o
    join public.notifications n on n.id = o.notification_id
    join own_transitions t on t.id = n.transition_id
    union all
    select 'attachments', count(*) from public.attachments f where f.assignment_id = p_assignment_id
    union all
    select 'links', count(*) from public.links l where l.assignment_id = p_assignment_id
    union all
    select 'assignment_teachers', count(*) from public.assignment_teachers t where t.assignment_id = p_assignment_id
    union all
    select 'stage_reminders', count(*) from public.stage_reminders r join own_stages s on s.id = r.stage_id
    union all
    select c.part, c.number from stageclock.contents_of_teams(p_assignment_id) c;
end;
