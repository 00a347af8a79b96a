"""What the staff of a course work sees of its hand-ins: by stage how many, by team what, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import TextClause, select, text

from app.db import db
from app.models import StageExtension
from app.models.types import ReviewState, StageStatus
from app.queries import hand_ins, keyset
from app.queries.hand_ins import Attempt
from app.queries.keyset import Window
from app.receiving import Limits

PAGE_SIZE = 50
MISSING = "missing"
SHOWN = (MISSING, *ReviewState)

LATEST = """
    left join lateral (
        select h.id, h.review from public.submissions h
        where h.stage_id = s.id and h.team_id = t.id order by h.attempt desc limit 1
    ) l on true
"""
STAGES = text(
    f"""
    select s.id, s.name, s.effective_status, s.ends_at, coalesce(s.submission_mode, 'file') as mode,
           r.max_files, r.max_file_mb, r.file_types, count(t.id) as teams, count(l.id) as handed_in,
           count(*) filter (where l.review = 'waiting') as waiting
    from stageclock.stages_now s
    join public.stages r on r.id = s.id
    left join public.teams t on t.assignment_id = s.assignment_id
    {LATEST}
    where s.assignment_id = :assignment_id and s.kind = 'submission'
    group by s.id, s.name, s.position, s.effective_status, s.ends_at, s.submission_mode, r.id
    order by s.position
    """  # noqa: S608  nothing of it comes from outside
)


def _teams_at(order: str) -> TextClause:
    """The teams at a stage in some order, from the first or beyond a key; how many is said with the order."""
    return text(
        f"""
        select t.id, t.name, x.id as extension_id, x.ends_at as extended_until, x.reason as extension_reason
        from public.stages s
        join public.teams t on t.assignment_id = s.assignment_id
        left join public.stage_extensions x on x.stage_id = s.id and x.team_id = t.id and x.revoked_at is null
        {LATEST}
        where s.id = :stage_id
          and (cast(:team_id as bigint) is null or t.id = :team_id)
          and (cast(:shown as text) is null or coalesce(l.review::text, 'missing') = :shown)
          and (cast(:before as bigint) is null or t.id < :before)
        {order}
        """  # noqa: S608
    )


TEAMS = _teams_at(
    "order by coalesce(l.review = 'waiting', false) desc, l.id is null, t.name, t.id limit :limit offset :offset"
)
TEAMS_ON = _teams_at("order by t.id desc limit :limit")
FILES = text(
    """
    select t.id as team_id, t.name as team, h.attempt, h.url, f.file_name, f.storage_key
    from public.submissions h
    join public.teams t on t.id = h.team_id
    left join public.submission_files f on f.submission_id = h.id
    where h.stage_id = :stage_id
    order by t.name, t.id, h.attempt, f.id
    """
)


@dataclass(frozen=True)
class StageTally:
    """One submission stage: what it takes, how many teams have handed in, and how many of these wait for a review."""

    id: int
    name: str
    effective_status: StageStatus
    ends_at: datetime | None
    limits: Limits
    teams: int
    handed_in: int
    waiting: int

    @property
    def missing(self) -> int:
        """How many teams have handed in nothing."""
        return self.teams - self.handed_in


@dataclass(frozen=True)
class TeamAtStage:
    """One team at one stage: its extension in force, None without one, and its attempts, the latest first."""

    id: int
    name: str
    extension_id: int | None
    extended_until: datetime | None
    extension_reason: str | None
    attempts: tuple[Attempt, ...] = ()

    @property
    def latest(self) -> Attempt | None:
        """What counts of it, None where nothing was handed in."""
        return next(iter(self.attempts), None)


@dataclass(frozen=True)
class Wanted:
    """Which teams: one, those whose latest attempt is in a state or missing, or all."""

    shown: str | None = None
    team_id: int | None = None
    page: int = 1


@dataclass(frozen=True)
class PackedFile:
    """One file, or a link without a file, of one attempt of one team."""

    team_id: int
    team: str
    attempt: int
    url: str | None
    file_name: str | None
    storage_key: str | None


def stages(assignment_id: int) -> list[StageTally]:
    """The submission stages of a course work, in order."""
    return [_tally(dict(row)) for row in db.session.execute(STAGES, {"assignment_id": assignment_id}).mappings()]


def teams(stage_id: int, wanted: Wanted) -> tuple[list[TeamAtStage], bool]:
    """One page (1 is the first) of the teams at a stage with all that they handed in; is there more?

    What waits for a review comes first, and what is missing last.
    """
    window = {"limit": PAGE_SIZE + 1, "offset": (wanted.page - 1) * PAGE_SIZE, "before": None}
    asked = {"stage_id": stage_id, "team_id": wanted.team_id, "shown": wanted.shown, **window}
    rows = [TeamAtStage(**row) for row in db.session.execute(TEAMS, asked).mappings()]
    return _with_attempts(stage_id, rows[:PAGE_SIZE]), len(rows) > PAGE_SIZE


def teams_on(stage_id: int, wanted: Wanted, window: Window) -> list[TeamAtStage]:
    """A window of the teams at a stage with all that they handed in, the newest team first."""
    asked = {"stage_id": stage_id, "team_id": wanted.team_id, "shown": wanted.shown}
    rows = db.session.execute(TEAMS_ON, {**asked, "before": window.after, "limit": window.limit + 1}).mappings()
    return _with_attempts(stage_id, [TeamAtStage(**row) for row in rows])


def packed(stage_id: int) -> Sequence[PackedFile]:
    """Everything that was handed in at a stage, by team and attempt."""
    return [PackedFile(**row) for row in db.session.execute(FILES, {"stage_id": stage_id}).mappings()]


def team_names(assignment_id: int) -> list[tuple[int, str]]:
    """Every team of a course work, by name."""
    chosen = text("select t.id, t.name from public.teams t where t.assignment_id = :id order by t.name, t.id")
    return [(key, name) for key, name in db.session.execute(chosen, {"id": assignment_id})]


def extensions(stage_id: int, team_id: int | None, in_force: bool, window: Window) -> Sequence[StageExtension]:
    """A window of the later ends at a stage, of all teams or one, revoked ones too or not; the newest first."""
    chosen = select(StageExtension).where(StageExtension.stage_id == stage_id)
    if team_id is not None:
        chosen = chosen.where(StageExtension.team_id == team_id)
    if in_force:
        chosen = chosen.where(StageExtension.revoked_at.is_(None))
    return db.session.scalars(keyset.read_on(chosen, StageExtension.id, window)).all()


def stage_of_extension(extension_id: int) -> tuple[int, int] | None:
    """Of which stage and team an extension is; None where there is none."""
    chosen = text("select x.stage_id, x.team_id from public.stage_extensions x where x.id = :id")
    row = db.session.execute(chosen, {"id": extension_id}).one_or_none()
    return (row[0], row[1]) if row else None


def _with_attempts(stage_id: int, teams: Sequence[TeamAtStage]) -> list[TeamAtStage]:
    attempts = hand_ins.attempts(stage_id, [team.id for team in teams])
    return [replace(team, attempts=tuple(attempts[team.id])) for team in teams]


def _tally(row: dict[str, Any]) -> StageTally:
    taken = {name: row.pop(name) for name in ("mode", "max_files", "max_file_mb")}
    limits = Limits(**taken, file_types=tuple(row.pop("file_types")))
    return StageTally(**row, limits=limits)
