"""What a timeline draws: stages as bars in rows on one axis, which `app/timeline.py` measures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import ticks, timeline
from app.models.types import StageStatus
from app.queries.assignments import CourseWork
from app.queries.passages import Move, Passage
from app.queries.stages import Plan, StageNow
from app.ticks import Tick
from app.timeline import Axis, Piece, Row, Span, Stretch
from app.times import zone

SECOND = timedelta(seconds=1)
NOTICEABLE = timedelta(minutes=2)  # a tick is up to a minute late, and nobody minds
Works = Sequence[tuple[CourseWork, Plan]]


@dataclass(frozen=True)
class Line:
    """One row: of a course work, or of one `stage` of it; and the stages that no date puts anywhere.

    `worst`: the latest that the clock was for what happened on this stretch of time, in whole seconds; or None.
    """

    work: CourseWork
    stage: StageNow | None
    row: Row
    undated: Sequence[StageNow]
    worst: timedelta | None


@dataclass(frozen=True)
class Picture:
    """The axis with its ticks and lines; stages and how they passed by the bars' keys; times are those of the zone.

    `gaps`: where nothing is planned between the stages, in a picture of one plan. `notice`: what lag is worth a word.
    """

    axis: Axis
    ticks: Sequence[Tick]
    lines: Sequence[Line]
    stages: Mapping[int, StageNow]
    passages: Mapping[int, Passage]
    zone_name: str
    gaps: Sequence[Piece]
    notice: timedelta

    @property
    def is_plan(self) -> bool:
        """Whether each row is a stage."""
        return bool(self.lines) and self.lines[0].stage is not None

    @property
    def signs(self) -> set[str]:
        """What there is to explain: held, tail, gaps, late."""
        bars = [bar for line in self.lines for bar in line.row.bars]
        held = {"held" for bar in bars if self.stages[bar.key].held}
        return held | {sign for sign in ("tail", "gaps", "late") if any(getattr(bar, sign) for bar in bars)}


@dataclass(frozen=True)
class Painter:
    """Draws plans as they passed, in a zone."""

    passages: Mapping[int, Passage]
    zone_name: str
    notice: timedelta = NOTICEABLE

    def instants(self, stages: Iterable[StageNow]) -> list[datetime]:
        """Every instant at which something begins or ends: what an axis is measured by."""
        return [at for span in self._spans(stages) for at in (span.start, span.reach) if at]

    def by_work(self, axis: Axis, works: Works) -> Picture:
        """A row a course work, its stages in lanes."""
        return self._picture(axis, [self._line(axis, work, plan.stages) for work, plan in works], works)

    def by_stage(self, work: CourseWork, plan: Plan) -> Picture | None:
        """A row a stage of one course work, and the gaps between them; None where no stage has a place in time."""
        instants, spans = self.instants(plan.stages), self._spans(plan.stages)
        if not spans:
            return None
        axis = timeline.plan(plan.stages[0].as_of, instants)
        lines = [self._line(axis, work, [stage], stage) for stage in plan.stages]
        return self._picture(axis, lines, [(work, plan)], timeline.gaps(axis, spans))

    def _spans(self, stages: Iterable[StageNow]) -> list[Span]:
        # A stage that was added between two statements is drawn the next time.
        drawn = (stage for stage in stages if has_place(stage) and stage.id in self.passages)
        return [span_of(stage, self.passages[stage.id]) for stage in drawn]

    def _line(self, axis: Axis, work: CourseWork, stages: Sequence[StageNow], head: StageNow | None = None) -> Line:
        undated = [stage for stage in stages if not has_place(stage)]
        passed = [self.passages[stage.id] for stage in stages if stage.id in self.passages]
        return Line(work, head, timeline.row(axis, self._spans(stages)), undated, worst_lag(axis, passed))

    def _picture(self, axis: Axis, lines: Sequence[Line], works: Works, gaps: Sequence[Piece] = ()) -> Picture:
        marks = ticks.ticks(axis, zone(self.zone_name))
        stages = {stage.id: stage for _, plan in works for stage in plan.stages}
        return Picture(axis, marks, lines, stages, self.passages, self.zone_name, gaps, self.notice)


def has_place(stage: StageNow) -> bool:
    """Whether dates say where a stage lies: one that has not begun has its place by its start."""
    return stage.starts_at is not None or stage.effective_status is not StageStatus.PENDING


def span_of(stage: StageNow, passage: Passage) -> Span:
    """From its start to when it really closed, else to its end; what was closed before it began has no length."""
    end = passage.ends_at
    start = min(stage.starts_at, end) if stage.starts_at and end else stage.starts_at
    late = tuple(stretch for move in passage.moves if (stretch := _late(move)))
    return Span(stage.id, start, end, passage.extended_until, _gaps(start, passage), late)


def worst_lag(axis: Axis, passed: Iterable[Passage]) -> timedelta | None:
    """The greatest lag of what happened on the axis, None below a second."""
    lags = [move.lag for passage in passed for move in passage.moves if axis.start <= move.happened_at <= axis.end]
    return max((lag for lag in lags if lag >= SECOND), default=None)


def _late(move: Move) -> Stretch | None:
    """From when it was due to when it happened, where anybody would notice."""
    return (move.due_at, move.happened_at) if move.due_at and move.lag >= NOTICEABLE else None


def _gaps(start: datetime | None, passage: Passage) -> tuple[Stretch, ...]:
    """When a stage that was opened again had been closed; nothing where it had been closed before it began."""
    closed, opening = passage.closed_before, passage.opening
    if closed is None or opening is None or (start and start >= closed):
        return ()
    return ((closed, opening.happened_at),)
