"""What a teacher may want to look at again in a plan. Nothing here stops anybody: what cannot be is the database's."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from app.models.types import AssignmentState, StageKind, StageStatus

NAMED = 2  # overlaps of one stage that are told one by one: of many, the others are only counted
GAP = timedelta(hours=1)  # what is shorter is the minute between two days, and no gap


class Concern(StrEnum):
    NO_STAGES = "no_stages"
    GAP = "gap"  # nothing is planned between `other` and this one, for `length`
    OVERLAP = "overlap"  # it begins before `other` ends, by `length` unless one of them has no end
    MORE_OVERLAPS = "more_overlaps"  # so does it with `number` others
    EARLIER = "earlier"  # it begins before `other`, which stands right above it
    PAST_START = "past_start"  # in a draft: opens as soon as that is published
    PAST_END = "past_end"  # in a draft: is over as soon as that is published
    BEFORE_WORK = "before_work"
    AFTER_WORK = "after_work"
    DIVISION_WITHOUT_TEAMS = "division_without_teams"
    DIVISION_BEFORE_TEAMS = "division_before_teams"


class Planned(Protocol):
    """What is asked of a stage."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> StageKind: ...
    @property
    def starts_at(self) -> datetime | None: ...
    @property
    def ends_at(self) -> datetime | None: ...
    @property
    def effective_status(self) -> StageStatus: ...
    @property
    def as_of(self) -> datetime: ...


class Work(Protocol):
    """What is asked of a course work."""

    @property
    def state(self) -> AssignmentState: ...
    @property
    def starts_at(self) -> datetime | None: ...
    @property
    def ends_at(self) -> datetime | None: ...


@dataclass(frozen=True)
class Warn:
    """One thing to look at: `other` names the stage it has to do with, `length` how long it is, `number` how many."""

    concern: Concern
    other: str | None = None
    length: timedelta | None = None
    number: int = 0


@dataclass
class Warnings:
    """Everything to look at: `before` a stage, between it and another one; `on` a stage; about the `plan`."""

    plan: list[Warn] = field(default_factory=list)
    before: dict[int, list[Warn]] = field(default_factory=dict)
    on: dict[int, list[Warn]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.plan) + sum(len(found) for place in (self.before, self.on) for found in place.values())


def look(work: Work, stages: Sequence[Planned]) -> Warnings:
    """What is to be looked at in a plan whose stages stand in order."""
    found = Warnings(plan=[] if stages else [Warn(Concern.NO_STAGES)])
    for n, stage in enumerate(stages):
        if stage.effective_status is not StageStatus.COMPLETED:
            found.before[stage.id] = [*_gap(stage, stages), *_overlaps(stage, stages[:n]), *_earlier(stages, n)]
            found.on[stage.id] = [*_past(work, stage), *_outside(work, stage), *_too_early(stage, stages)]
    return found


def _gap(stage: Planned, stages: Sequence[Planned]) -> list[Warn]:
    """The time before a stage in which nothing runs, though something came before: whatever the order in the plan."""
    start = stage.starts_at
    if start is None or stage.effective_status is not StageStatus.PENDING:
        return []
    earlier = [other for other in stages if other.starts_at and other.starts_at < start]
    if not earlier or any(other.ends_at is None for other in earlier):
        return []
    last, name = max((other.ends_at, other.name) for other in earlier if other.ends_at)
    return [Warn(Concern.GAP, name, start - last)] if start - last >= GAP else []


def _overlaps(stage: Planned, above: Sequence[Planned]) -> list[Warn]:
    """The stages above it with which it shares time; one without an end is ended by a teacher, when it is time."""
    found = [
        Warn(Concern.OVERLAP, other.name, min(other.ends_at, stage.ends_at or other.ends_at) - start)
        for other in above
        if other.starts_at and other.ends_at and stage.starts_at
        and other.effective_status is not StageStatus.COMPLETED
        and (start := max(other.starts_at, stage.starts_at)) < min(other.ends_at, stage.ends_at or other.ends_at)
    ]  # fmt: skip
    if len(found) <= NAMED + 1:
        return found
    return [*found[-NAMED:], Warn(Concern.MORE_OVERLAPS, number=len(found) - NAMED)]


def _earlier(stages: Sequence[Planned], place: int) -> list[Warn]:
    """Students read a plan from the top."""
    above, stage = stages[place - 1] if place else None, stages[place]
    if above is None or above.starts_at is None or stage.starts_at is None or stage.starts_at >= above.starts_at:
        return []
    return [Warn(Concern.EARLIER, above.name)]


def _past(work: Work, stage: Planned) -> list[Warn]:
    """Published, what is due happens, and the history says so; in a draft it waits until that is published."""
    if work.state is not AssignmentState.DRAFT or stage.starts_at is None or stage.starts_at > stage.as_of:
        return []
    is_over = stage.ends_at is not None and stage.ends_at <= stage.as_of
    return [Warn(Concern.PAST_END if is_over else Concern.PAST_START)]


def _outside(work: Work, stage: Planned) -> list[Warn]:
    dates = [date for date in (stage.starts_at, stage.ends_at) if date]
    found = []
    if work.starts_at and any(date < work.starts_at for date in dates):
        found.append(Warn(Concern.BEFORE_WORK))
    if work.ends_at and any(date > work.ends_at for date in dates):
        found.append(Warn(Concern.AFTER_WORK))
    return found


def _too_early(stage: Planned, stages: Sequence[Planned]) -> list[Warn]:
    """Roles are shared out in teams: a division wants a team formation, and that before it."""
    if stage.kind is not StageKind.DIVISION:
        return []
    formations = [other for other in stages if other.kind is StageKind.TEAM_FORMATION]
    if not formations:
        return [Warn(Concern.DIVISION_WITHOUT_TEAMS)]
    if any(_comes_before(other, stage, stages) for other in formations):
        return []
    return [Warn(Concern.DIVISION_BEFORE_TEAMS, formations[0].name)]


def _comes_before(first: Planned, second: Planned, stages: Sequence[Planned]) -> bool:
    """By their starts; where one is not known, by their place in the plan."""
    if first.starts_at and second.starts_at:
        return first.starts_at <= second.starts_at
    return stages.index(first) < stages.index(second)
