"""What a calendar needs beside plans: its owner's secret, and how often what each stage shows has changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text

from app.db import db
from app.models import CalendarAddress

# All of it only grows: the counters of edits, the append-only records, and, for who is in a team, the instant at which
# that team was joined, given a later end or lost it. What other teams were given is nobody else's to notice.
REVISIONS = text(
    """
    select s.id as stage_id,
           s.version + a.version + h.number + e.number + x.number + coalesce(
               ceil(extract(epoch from greatest(x.at - s.created_at, interval '0')))::bigint, 0) as number,
           greatest(s.created_at, h.at, e.at, x.at) as changed_at
    from public.stages s
    join public.assignments a on a.id = s.assignment_id
    cross join lateral (
        select count(*) as number, max(t.happened_at) as at from public.stage_transitions t
        where t.stage_id = s.id and t.cause <> 'clock'
    ) h
    cross join lateral (
        select count(*) as number, max(v.created_at) as at from public.audit_events v
        where (v.subject_type = 'stage' and v.subject_id = s.id
               and v.action not in ('stage_extended', 'extension_revoked'))
           or (v.subject_type = 'assignment' and v.subject_id = a.id
               and v.action not in ('message_sent', 'reminders_set'))
           or (v.subject_type = 'course' and v.subject_id = a.course_id and v.action = 'course_edited')
    ) e
    cross join lateral (
        select max(greatest(m.joined_at, l.created_at, l.revoked_at)) as at, count(l.id) + count(l.revoked_at) as number
        from public.team_members m
        left join public.stage_extensions l on l.team_id = m.team_id and l.stage_id = s.id
        where m.assignment_id = a.id and m.user_id = :viewer_id
    ) x
    where s.assignment_id = any(:assignment_ids)
    """
)


@dataclass(frozen=True)
class Revision:
    """How often what somebody sees of a stage has changed, a number that only grows, and when it last did."""

    number: int
    changed_at: datetime


def revisions(assignment_ids: Sequence[int], viewer_id: int) -> dict[int, Revision]:
    """The revisions of all stages of these course works by stage, as a viewer sees them, in one statement."""
    asked = {"assignment_ids": list(assignment_ids), "viewer_id": viewer_id}
    rows = db.session.execute(REVISIONS, asked) if assignment_ids else ()
    return {stage_id: Revision(int(number), changed_at) for stage_id, number, changed_at in rows}


def token_of(person_id: int) -> str | None:
    """The secret in the address of somebody's calendar, None where they have made none."""
    return db.session.scalar(select(CalendarAddress.token).where(CalendarAddress.user_id == person_id))
