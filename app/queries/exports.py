"""What staff take away of a course work: its teams, roles and hand-ins whole, fetched as they are read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import TextClause, text

from app.db import stream
from app.models.types import ReviewState, TeamStatus

TEAMS = text(
    """
    with people as (
        select m.user_id, m.team_id from public.team_members m where m.assignment_id = :assignment_id
        union all
        select e.user_id, null
        from public.assignments a
        join public.enrollments e on e.course_id = a.course_id and e.role = 'student'
        join public.users u on u.id = e.user_id and u.is_active
        where a.id = :assignment_id and not exists (
            select from public.team_members m where m.assignment_id = a.id and m.user_id = e.user_id)
    )
    select t.name as team, t.status, t.locked_at is not null as is_locked,
           case when t.id is not null then count(*) over (partition by t.id) end as size, l.name as leader,
           u.name, u.username, u.student_number
    from people p
    join public.users u on u.id = p.user_id
    left join public.teams t on t.id = p.team_id
    left join public.users l on l.id = t.leader_id
    order by t.name nulls last, t.id, u.id <> t.leader_id, u.student_number nulls last, u.name, u.id
    """
)
ROLES = text(
    """
    select s.name as stage, t.name as team, r.name as role, r.required, r.team_id is not null as is_own,
           u.name as holder, u.username, u.student_number
    from public.stages s
    join public.division_roles r on r.stage_id = s.id
    join public.teams t on t.assignment_id = s.assignment_id and t.id = coalesce(r.team_id, t.id)
    left join public.role_assignments h on h.team_id = t.id and h.role_id = r.id
    left join public.users u on u.id = h.user_id
    where s.assignment_id = :assignment_id
    order by s.position, t.name, t.id, r.team_id nulls first, r.id, u.name, u.id
    """
)
# One was late by an extension where the stage had ended for the others, by its end or by hand, when it was begun.
HAND_INS = text(
    """
    select s.name as stage, t.name as team, h.attempt, h.begun_at, h.submitted_at, u.name as by_name, h.url,
           (select string_agg(f.file_name, '; ' order by f.id)
            from public.submission_files f where f.submission_id = h.id) as files,
           h.note, h.review, r.name as reviewer, h.reviewed_at, h.review_comment,
           x.ends_at as extended_until, coalesce(l.is_late, false) as is_late
    from public.stages s
    join public.teams t on t.assignment_id = s.assignment_id
    left join public.submissions h on h.stage_id = s.id and h.team_id = t.id
    left join public.users u on u.id = h.submitted_by
    left join public.users r on r.id = h.reviewed_by
    left join public.stage_extensions x on x.stage_id = s.id and x.team_id = t.id and x.revoked_at is null
    left join lateral (
        select h.begun_at >= s.ends_at or v.to_status = 'completed' as is_late
        from public.stage_transitions v
        where v.stage_id = s.id and v.happened_at <= h.begun_at
        order by v.happened_at desc, v.id desc limit 1
    ) l on true
    where s.assignment_id = :assignment_id and s.kind = 'submission'
    order by s.position, t.name, t.id, h.attempt
    """
)


@dataclass(frozen=True)
class Place:
    """One member of a team; or, with nothing said of a team, one student who is in none."""

    team: str | None
    status: TeamStatus | None
    is_locked: bool
    size: int | None
    leader: str | None
    name: str
    username: str
    student_number: str | None


@dataclass(frozen=True)
class Held:
    """One role in one team (`is_own`: of the team's own making) and who holds it; None where nobody does."""

    stage: str
    team: str
    role: str
    required: bool
    is_own: bool
    holder: str | None
    username: str | None
    student_number: str | None


@dataclass(frozen=True)
class HandedIn:
    """One attempt of one team at one stage; without an attempt, what is missing. `extended_until` is what holds now."""

    stage: str
    team: str
    attempt: int | None
    begun_at: datetime | None
    submitted_at: datetime | None
    by_name: str | None
    url: str | None
    files: str | None
    note: str | None
    review: ReviewState | None
    reviewer: str | None
    reviewed_at: datetime | None
    review_comment: str | None
    extended_until: datetime | None
    is_late: bool


def teams(assignment_id: int) -> Iterator[Place]:
    """Everybody in a team, by team, its leader first; then the active students who are in none."""
    return (Place(**row) for row in _whole(TEAMS, assignment_id))


def roles(assignment_id: int) -> Iterator[Held]:
    """Every role in every team, by stage and team; those that nobody holds too."""
    return (Held(**row) for row in _whole(ROLES, assignment_id))


def hand_ins(assignment_id: int) -> Iterator[HandedIn]:
    """Every attempt, by stage and team, the oldest first; and the teams without one at each stage."""
    return (HandedIn(**row) for row in _whole(HAND_INS, assignment_id))


def _whole(statement: TextClause, assignment_id: int) -> Iterator[Any]:
    """Asked for when the first row is read: the session of a page ends before its stream."""
    return stream(statement, assignment_id=assignment_id)
