"""What teams have handed in at one stage, and how one team stands there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, select, text
from sqlalchemy.orm import aliased

from app.db import db
from app.models import Assignment, Submission, SubmissionFile, Team
from app.models.types import ReviewState, StageStatus
from app.queries import keyset
from app.queries.keyset import Window
from app.receiving import Limits

STANDING = text(
    """
    select s.id as stage_id, s.name, s.description, s.effective_status, s.held, s.starts_at, s.ends_at, s.as_of,
           s.submission_mode as mode, r.max_files, r.max_file_mb, r.file_types, t.id as team_id, t.name as team,
           x.ends_at as extended_until, stageclock.stage_open_for(s.id, t.id, s.as_of) as is_open,
           stageclock.submission_time() as may_take
    from stageclock.stages_now s
    join public.stages r on r.id = s.id
    left join public.team_members m on m.assignment_id = s.assignment_id and m.user_id = :user_id
    left join public.teams t on t.id = m.team_id
    left join public.stage_extensions x on x.stage_id = s.id and x.team_id = t.id and x.revoked_at is null
    where s.id = :stage_id and s.kind = 'submission'
    """
)
MINE = text(
    """
    select s.id as stage_id, s.effective_status, s.ends_at, x.ends_at as extended_until,
           stageclock.stage_open_for(s.id, m.team_id, s.as_of) as is_open, l.attempt, l.review
    from stageclock.stages_now s
    join public.team_members m on m.assignment_id = s.assignment_id and m.user_id = :user_id
    left join public.stage_extensions x on x.stage_id = s.id and x.team_id = m.team_id and x.revoked_at is null
    left join lateral (
        select h.attempt, h.review from public.submissions h
        where h.stage_id = s.id and h.team_id = m.team_id order by h.attempt desc limit 1
    ) l on true
    where s.assignment_id = :assignment_id and s.kind = 'submission'
    """
)
ATTEMPT = """
    select s.id, s.stage_id, s.team_id, t.name as team_name, s.attempt, s.submitted_by, u.name as by_name,
           s.begun_at, s.submitted_at, s.url, s.note, s.review, s.review_comment, s.reviewed_at,
           r.name as reviewed_by_name
    from public.submissions s
    join public.teams t on t.id = s.team_id
    join public.users u on u.id = s.submitted_by
    left join public.users r on r.id = s.reviewed_by
"""
ATTEMPTS = text(
    f"{ATTEMPT} where s.stage_id = :stage_id and s.team_id = any (:team_ids) order by s.team_id, s.attempt desc"
)
BY_KEY = text(f"{ATTEMPT} where s.id = any (:keys) order by s.id desc")


@dataclass(frozen=True)
class Gate:
    """Whether a submission stage is open for one team, as the database says, and until when."""

    stage_id: int
    effective_status: StageStatus
    ends_at: datetime | None
    extended_until: datetime | None
    is_open: bool

    @property
    def is_extended(self) -> bool:
        """Whether it is the team's extension that says until when."""
        if self.extended_until is None or self.effective_status == StageStatus.PENDING:
            return False
        over = self.effective_status == StageStatus.COMPLETED
        return over or (self.ends_at is not None and self.extended_until > self.ends_at)

    @property
    def until(self) -> datetime | None:
        """When it closes for the team; None where a teacher closes it."""
        return self.extended_until if self.is_extended else self.ends_at


@dataclass(frozen=True)
class Mine(Gate):
    """How a person's own team stands at one stage of a plan: its latest attempt and review, None without one."""

    attempt: int | None
    review: ReviewState | None


@dataclass(frozen=True)
class Standing(Gate):
    """The same at `as_of`, with what the stage takes; `team_id` and `team` are None for who is in no team."""

    name: str
    description: str
    held: bool
    starts_at: datetime | None
    as_of: datetime
    limits: Limits
    team_id: int | None
    team: str | None
    may_take: timedelta


@dataclass(frozen=True)
class HandedFile:
    """One file of a hand-in."""

    id: int
    submission_id: int
    storage_key: str
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Attempt:
    """One hand-in of a team, with its files."""

    id: int
    stage_id: int
    team_id: int
    team_name: str
    attempt: int
    submitted_by: int
    by_name: str
    begun_at: datetime
    submitted_at: datetime
    url: str | None
    note: str
    review: ReviewState
    review_comment: str | None
    reviewed_at: datetime | None
    reviewed_by_name: str | None
    files: tuple[HandedFile, ...]


@dataclass(frozen=True)
class Wanted:
    """Which hand-ins: of one team, in one state of review, of each team only its latest; none of it: all."""

    team_id: int | None = None
    review: ReviewState | None = None
    only_latest: bool = False


def standing(stage_id: int, user_id: int) -> Standing | None:
    """How somebody's team stands at a stage; None where nothing is handed in there."""
    row = db.session.execute(STANDING, {"stage_id": stage_id, "user_id": user_id}).mappings().one_or_none()
    if row is None:
        return None
    found = dict(row)
    taken = {name: found.pop(name) for name in ("max_files", "max_file_mb")}
    limits = Limits(found.pop("mode") or "file", **taken, file_types=tuple(found.pop("file_types")))
    return Standing(**found, limits=limits)


def mine(assignment_id: int, user_id: int) -> dict[int, Mine]:
    """How somebody's own team stands at each submission stage of a plan; nothing for who is in no team."""
    asked = {"assignment_id": assignment_id, "user_id": user_id}
    return {row["stage_id"]: Mine(**row) for row in db.session.execute(MINE, asked).mappings()}


def attempts(stage_id: int, team_ids: Iterable[int]) -> dict[int, list[Attempt]]:
    """What these teams have handed in at a stage, by team, the latest first."""
    wanted = list(team_ids)
    rows = db.session.execute(ATTEMPTS, {"stage_id": stage_id, "team_ids": wanted}).mappings().all() if wanted else []
    files = _files([row["id"] for row in rows])
    found: dict[int, list[Attempt]] = {team_id: [] for team_id in wanted}
    for row in rows:
        found[row["team_id"]].append(Attempt(**row, files=tuple(files[row["id"]])))
    return found


def read_on(stage_id: int, allowed: ColumnElement[bool], wanted: Wanted, window: Window) -> list[Attempt]:
    """A window of what the teams that are allowed have handed in at a stage, the newest first."""
    chosen = _keys(allowed).where(Submission.stage_id == stage_id)
    if wanted.team_id is not None:
        chosen = chosen.where(Submission.team_id == wanted.team_id)
    if wanted.review is not None:
        chosen = chosen.where(Submission.review == wanted.review)
    if wanted.only_latest:
        chosen = chosen.where(~_has_later())
    return _by_key(db.session.scalars(keyset.read_on(chosen, Submission.id, window)).all())


def one(submission_id: int, allowed: ColumnElement[bool]) -> Attempt | None:
    """One hand-in of the teams that are allowed, None where there is none."""
    found = db.session.scalars(_keys(allowed).where(Submission.id == submission_id)).all()
    return next(iter(_by_key(found)), None)


def one_file(allowed: ColumnElement[bool], file_id: int) -> HandedFile | None:
    """One file of the teams that are allowed, None where there is none."""
    joined = _file_rows().join(Submission, Submission.id == SubmissionFile.submission_id)
    joined = joined.join(Team, Team.id == Submission.team_id).join(Assignment, Assignment.id == Team.assignment_id)
    row = db.session.execute(joined.where(SubmissionFile.id == file_id, allowed)).mappings().one_or_none()
    return HandedFile(**row) if row else None


def stage_of(submission_id: int) -> int | None:
    """At which stage something was handed in; None where there is no such hand-in."""
    place = place_of(submission_id)
    return place[0] if place else None


def place_of(submission_id: int) -> tuple[int, int] | None:
    """At which stage and by which team something was handed in; None where there is no such hand-in."""
    chosen = select(Submission.stage_id, Submission.team_id).where(Submission.id == submission_id)
    row = db.session.execute(chosen).one_or_none()
    return (row[0], row[1]) if row else None


def _files(submission_ids: list[int]) -> dict[int, list[HandedFile]]:
    found: dict[int, list[HandedFile]] = {key: [] for key in submission_ids}
    chosen = _file_rows().where(SubmissionFile.submission_id.in_(submission_ids)).order_by(SubmissionFile.id)
    for row in db.session.execute(chosen).mappings() if submission_ids else ():
        found[row["submission_id"]].append(HandedFile(**row))
    return found


def _file_rows() -> Any:
    file = SubmissionFile
    name = (file.storage_key, file.file_name, file.media_type)
    return select(file.id, file.submission_id, *name, file.size_bytes, file.sha256)


def _has_later() -> ColumnElement[bool]:
    later, this = aliased(Submission), Submission
    same = (later.stage_id == this.stage_id, later.team_id == this.team_id)
    return exists().where(*same, later.attempt > this.attempt)


def _keys(allowed: ColumnElement[bool]) -> Any:
    joined = select(Submission.id).join(Team, Team.id == Submission.team_id)
    return joined.join(Assignment, Assignment.id == Team.assignment_id).where(allowed)


def _by_key(keys: Sequence[int]) -> list[Attempt]:
    rows = db.session.execute(BY_KEY, {"keys": list(keys)}).mappings().all() if keys else []
    files = _files([row["id"] for row in rows])
    return [Attempt(**row, files=tuple(files[row["id"]])) for row in rows]
