"""What the dashboard draws: course works as lines of bars on one axis, which `app/timeline.py` measures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from app import timeline
from app.models.types import StageStatus
from app.queries.assignments import CourseWork
from app.queries.stages import Plan, StageNow
from app.timeline import Axis, Row, Span, Tick
from app.times import zone


@dataclass(frozen=True)
class Line:
    """One course work: its bars, its stages by the bars' keys, and the stages that no date puts anywhere."""

    work: CourseWork
    row: Row
    stages: Mapping[int, StageNow]
    undated: Sequence[StageNow]


@dataclass(frozen=True)
class Picture:
    """The axis with its ticks and lines; `window` is a number of weeks or "all"; times are those of the zone."""

    axis: Axis
    ticks: Sequence[Tick]
    lines: Sequence[Line]
    window: int | str
    zone_name: str

    @classmethod
    def of(
        cls,
        plans: Sequence[tuple[CourseWork, Plan]],
        closings: Mapping[int, datetime],
        as_of: datetime,
        zone_name: str,
        window: int | str | None,
    ) -> "Picture":
        """Draw these plans at `as_of`, in this window or, without one, in the smallest that shows what lies ahead."""
        spans = [[_span(stage, closings) for stage in plan.stages if _has_place(stage)] for _, plan in plans]
        instants = [at for span in chain(*spans) for at in (span.start, span.end) if at]
        here = zone(zone_name)
        window = window or timeline.fitting(as_of, instants, here)
        weeks = window if isinstance(window, int) else None
        axis = timeline.around(as_of, weeks, here) if weeks else timeline.whole(as_of, instants, here)
        lines = [_line(work, plan, timeline.row(axis, own)) for (work, plan), own in zip(plans, spans, strict=True)]
        return cls(axis, timeline.ticks(axis, here), lines, window, zone_name)


def _line(work: CourseWork, plan: Plan, row: Row) -> Line:
    undated = [stage for stage in plan.stages if not _has_place(stage)]
    return Line(work, row, {stage.id: stage for stage in plan.stages}, undated)


def _has_place(stage: StageNow) -> bool:
    """Whether dates say where a stage lies: one that has not begun has its place by its start."""
    return stage.starts_at is not None or stage.effective_status is not StageStatus.PENDING


def _span(stage: StageNow, closings: Mapping[int, datetime]) -> Span:
    """From its start to when it was really closed, else to its end."""
    end = stage.ends_at
    if stage.effective_status is StageStatus.COMPLETED:
        end = closings.get(stage.id) or end or stage.as_of
    start = min(stage.starts_at, end) if stage.starts_at and end else stage.starts_at
    return Span(stage.id, start, end)
