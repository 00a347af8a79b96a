-- Is everything that the clock and people did whole? One row a rule: its name, how many rows break it, what it means.
-- Every count is 0 in a sound database, also while ticks run and, once one has run, after a crash. Changes nothing; for the
-- owner or a superuser, at any time: psql -f sql/checks.sql
with history as (
    select t.id, t.stage_id, t.generation, t.from_status, t.to_status, t.due_at, t.happened_at, t.cause, t.effects,
           case when t.cause = 'clock' then t.due_at else t.happened_at end as took_effect_at,
           lag(t.generation) over stage as generation_before,
           coalesce(lag(t.to_status) over stage, 'pending') as status_before,
           row_number() over (partition by t.stage_id order by t.generation desc, t.to_status desc, t.id desc) as from_end
    from public.stage_transitions t
    window stage as (partition by t.stage_id order by t.generation, t.to_status, t.id)
), acts as (
    -- When people last changed anything about a course work: what a closing did may be otherwise since.
    select a.assignment_id, max(a.at) as last_at
    from (
        select e.details ->> 'assignment_id' as assignment_id, e.created_at as at from public.audit_events e
        union all
        select s.assignment_id::text, e.created_at
        from public.audit_events e join public.stages s on e.subject_type = 'stage' and s.id = e.subject_id
        union all
        select w.id::text, e.created_at
        from public.audit_events e join public.assignments w on e.subject_type = 'course' and w.course_id = e.subject_id
    ) a
    group by a.assignment_id
), untouched as (
    -- Closings by the clock after which nobody touched the course work.
    select h.id, h.stage_id, h.happened_at, s.assignment_id, s.kind, h.effects
    from history h
    join public.stages s on s.id = h.stage_id and s.status = 'completed'
    left join acts a on a.assignment_id = s.assignment_id::text
    where h.from_end = 1 and h.to_status = 'completed' and h.cause = 'clock'
      and (a.last_at is null or a.last_at < h.happened_at)
), hand_ins as (
    select b.*
    from public.submissions b
    where not exists (
        select from public.import_sources i where i.table_name = 'submissions' and i.row_id = b.id
    )
)
select 'status_is_the_last_of_the_history' as check_name, count(*) as violations,
       'stages whose status and generation are not those of their last transition' as meaning
from public.stages s
left join history h on h.stage_id = s.id and h.from_end = 1
where (s.status, s.generation) is distinct from (coalesce(h.to_status, 'pending'), coalesce(h.generation, 0))
union all
select 'history_has_no_gap', count(*), 'transitions that do not begin where the one before ended'
from history h
where h.from_status <> h.status_before
   or h.generation <> coalesce(h.generation_before, 0) + (h.from_status = 'completed')::integer
union all
select 'no_transition_twice', count(*), 'transitions that happened more than once in one generation of a stage'
from (
    select from public.stage_transitions t group by t.stage_id, t.generation, t.to_status having count(*) > 1
) twice
union all
select 'nothing_before_it_was_due', count(*), 'transitions that the clock made too early'
from history h where h.cause = 'clock' and (h.due_at is null or h.happened_at < h.due_at)
union all
select 'held_follows_the_course_work', count(*), 'stages that stand still though nothing holds them, or the reverse'
from public.stages s join public.assignments w on w.id = s.assignment_id
where s.held <> (w.state <> 'published' or w.paused_at is not null or s.paused_at is not null)
union all
select 'one_team_a_student', count(*), 'places of one person in more than one team of a course work'
from (
    select from public.team_members m join public.teams t on t.id = m.team_id
    group by t.assignment_id, m.user_id having count(*) > 1
) twice
union all
select 'leaders_are_members', count(*), 'teams whose leader is not in them, also those without members'
from public.teams t
where not exists (select from public.team_members m where m.team_id = t.id and m.user_id = t.leader_id)
union all
select 'grouping_is_whole', count(*),
       'students without a team though a team formation was closed by the clock and nobody has changed anything since'
from untouched c
join public.assignments w on w.id = c.assignment_id
join public.enrollments e on e.course_id = w.course_id and e.role = 'student' and e.created_at < c.happened_at
join public.users u on u.id = e.user_id and u.is_active
where c.kind = 'team_formation'
  and not exists (select from public.team_members m where m.assignment_id = w.id and m.user_id = u.id)
  and not exists (
      select from public.audit_events a where a.subject_type = 'user' and a.subject_id = u.id
  )
union all
select 'grouping_is_as_recorded', count(*), 'team formations whose history names other places than the closing gave'
from untouched c
where c.kind = 'team_formation'
  and (c.effects ->> 'grouped')::bigint
      is distinct from (select count(*) from public.team_members m where m.transition_id = c.id)
union all
select 'required_roles_are_held', count(*),
       'required roles that a team had not filled when the clock closed its division, and nobody has changed anything since'
from untouched c
join public.teams t on t.assignment_id = c.assignment_id
join public.division_roles r on r.stage_id = c.stage_id and (r.team_id is null or r.team_id = t.id) and r.required
where c.kind = 'division'
  and exists (select from public.team_members m where m.team_id = t.id and m.joined_at <= c.happened_at)
  and not exists (select from public.role_assignments h where h.team_id = t.id and h.role_id = r.id)
union all
select 'roles_are_as_recorded', count(*), 'divisions whose history names other roles than the closing gave'
from untouched c
where c.kind = 'division'
  and jsonb_array_length(c.effects -> 'given')
      is distinct from (select count(*)::integer from public.role_assignments r where r.transition_id = c.id)
union all
select 'nobody_told_twice', count(*), 'notices of one transition that somebody has twice'
from (
    select from public.notifications n where n.transition_id is not null
    group by n.transition_id, n.recipient_id, n.kind having count(*) > 1
) twice
union all
select 'somebody_was_told', count(*), 'transitions of the last hour by the clock of which no student of the class was told'
from history h
join public.stages s on s.id = h.stage_id
join public.assignments w on w.id = s.assignment_id
where h.cause = 'clock' and h.happened_at > clock_timestamp() - interval '1 hour'
  and exists (
      select from public.enrollments e join public.users u on u.id = e.user_id and u.is_active
      where e.course_id = w.course_id and e.role = 'student' and e.created_at < h.happened_at
        -- Who was switched on again since was nobody to tell then.
        and not exists (
            select from public.audit_events a
            where a.subject_type = 'user' and a.subject_id = u.id and a.action = 'person_reactivated'
              and a.created_at > h.happened_at
        )
  )
  and not exists (select from public.notifications n where n.transition_id = h.id)
union all
select 'nobody_reminded_twice', count(*), 'reminders of one end of a stage that somebody has more often than it was reminded'
from (
    select (n.params ->> 'stage_id')::bigint as stage_id, (n.params ->> 'ends_at')::timestamptz as ends_at, count(*) as times
    from public.notifications n where n.kind = 'stage_closes_soon'
    group by n.recipient_id, 1, 2
) had
where had.times > (
    select count(*) from public.stage_reminders r where r.stage_id = had.stage_id and r.ends_at = had.ends_at
)
union all
select 'no_attempt_at_what_is_done', count(*), 'attempts at transitions that have happened'
from public.stage_attempts a join public.stages s on s.id = a.stage_id
where s.status >= a.to_status
union all
-- Sessions are seen as they are now, rows as they were when this began: a run that ended in between is counted too.
select 'no_run_without_a_backend', count(*), 'runs that say "running" though their backend is gone: the next tick closes them'
from public.clock_runs r
where r.outcome = 'running'
  and not pg_catalog.pg_is_in_recovery() -- a standby does not see the backends of its primary
  and not exists (
      select from pg_catalog.pg_stat_get_activity(r.backend_pid) a
      where a.backend_start is null or r.backend_start is null or a.backend_start = r.backend_start
  )
union all
select 'hand_ins_are_numbered', count(*), 'hand-ins of a team at a stage that are not 1, 2, 3, …, though none was taken back'
from (
    select from public.submissions b
    where not exists (
        select from public.audit_events e
        where e.action = 'submission_withdrawn' and e.subject_id = b.team_id
          and e.details ->> 'stage_id' = b.stage_id::text
    )
    group by b.stage_id, b.team_id
    having min(b.attempt) <> 1 or max(b.attempt) <> count(*)
) gap
union all
select 'hand_ins_are_whole', count(*), 'hand-ins with neither a file nor a link'
from hand_ins b
where b.url is null and not exists (select from public.submission_files f where f.submission_id = b.id)
union all
select 'hand_ins_began_while_open', count(*),
       'hand-ins that began a second or more outside their stage''s time, without a later end for the team'
from hand_ins b
where not exists (
        select
        from public.stages s
        left join history o on o.stage_id = s.id and o.to_status = 'active'
        left join history c on c.stage_id = s.id and c.to_status = 'completed' and c.generation = coalesce(o.generation, 0)
        where s.id = b.stage_id
          and coalesce(o.took_effect_at, s.starts_at) <= b.begun_at + interval '1 second'
          and b.begun_at < coalesce(c.took_effect_at, s.ends_at, 'infinity') + interval '1 second'
  )
  and not exists (
      select from public.stage_extensions x
      where x.stage_id = b.stage_id and x.team_id = b.team_id and x.created_at <= b.begun_at
        and b.begun_at < least(x.ends_at, x.revoked_at)
  )
union all
select 'mail_was_tried_before_it_went', count(*), 'messages that were sent though no sender ever claimed them'
from public.mail_outbox o where o.sent_at is not null and o.attempts = 0
union all
select 'mail_is_not_tried_for_ever', count(*), 'messages that were tried more often than they should be before they are given up'
from public.mail_outbox o where o.attempts > 30
union all
select 'mail_says_why_it_was_given_up', count(*), 'messages that were given up without a reason'
from public.mail_outbox o where o.dead_at is not null and o.error is null
union all
select 'nobody_is_mailed_what_was_imported', count(*), 'messages of notices that are never mailed'
from public.mail_outbox o join public.notifications n on n.id = o.notification_id where n.kind = 'imported'
order by check_name;
