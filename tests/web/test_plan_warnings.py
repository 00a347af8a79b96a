"""What a plan is warned of: gaps, overlaps, order, dates that lie wrong, roles without teams; and what it is not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from app.models.types import AssignmentState, StageKind, StageStatus
from app.plan_warnings import Concern, Warnings, look
from tests.plans import HOUR, MINUTE, MONDAY

DAY = timedelta(days=1)
PENDING, ACTIVE, COMPLETED = StageStatus.PENDING, StageStatus.ACTIVE, StageStatus.COMPLETED


@dataclass(frozen=True)
class Stage:
    id: int
    name: str
    starts_at: datetime | None
    ends_at: datetime | None
    kind: StageKind = StageKind.CUSTOM
    effective_status: StageStatus = PENDING
    as_of: datetime = MONDAY


@dataclass(frozen=True)
class Work:
    state: AssignmentState = AssignmentState.PUBLISHED
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def stage(n: int, start: float | None, end: float | None, kind: str = "custom", status: str = "pending") -> Stage:
    """The nth stage; its dates are days from Monday."""
    dates = [None if day is None else MONDAY + day * DAY for day in (start, end)]
    return Stage(n, "ABCDEF"[n - 1], dates[0], dates[1], StageKind(kind), StageStatus(status))


def said(found: Warnings) -> set[tuple[str, str | None]]:
    """Where and what, without how long."""
    placed = [*found.before.items(), *found.on.items()]
    return {(f"{warn.concern}", warn.other) for _, warns in placed for warn in warns}


def test_a_plan_without_stages_is_warned_of_that_alone() -> None:
    found = look(Work(), [])
    assert [warn.concern for warn in found.plan] == [Concern.NO_STAGES]
    assert found.count == 1


def test_stages_one_after_the_other_are_warned_of_nothing() -> None:
    assert look(Work(), [stage(1, 1, 8), stage(2, 8, 15), stage(3, 15, 22)]).count == 0


@pytest.mark.parametrize(("length", "is_gap"), [(59 * MINUTE, False), (HOUR, True), (2 * DAY, True)])
def test_a_gap_of_an_hour_is_one(length: timedelta, is_gap: bool) -> None:
    first, second = stage(1, 1, 2), Stage(2, "B", MONDAY + 2 * DAY + length, None)
    found = look(Work(), [first, second])
    assert [(warn.other, warn.length) for warn in found.before[2]] == ([("A", length)] if is_gap else [])


def test_a_stage_that_runs_beside_the_others_fills_their_gaps() -> None:
    assert said(look(Work(), [stage(1, 1, 30), stage(2, 40, 41)])) == {("gap", "A")}
    beside = look(Work(), [stage(1, 1, 3), stage(2, 1, 30), stage(3, 10, 12)])
    assert "gap" not in {concern for concern, _ in said(beside)}


def test_gaps_are_found_by_time_whatever_the_order_in_the_plan() -> None:
    found = look(Work(), [stage(1, 10, 12), stage(2, 1, 2)])
    assert said(found) == {("gap", "B"), ("earlier", "A")}
    assert [warn.concern for warn in found.before[1]] == [Concern.GAP]


def test_every_stage_above_that_shares_time_is_an_overlap() -> None:
    found = look(Work(), [stage(1, 1, 10), stage(2, 2, 5), stage(3, 4, 12)])
    assert [(warn.other, warn.length) for warn in found.before[2]] == [("A", 3 * DAY)]
    assert [(warn.other, warn.length) for warn in found.before[3]] == [("A", 6 * DAY), ("B", DAY)]


def test_of_many_overlaps_the_nearest_are_named_and_the_others_counted() -> None:
    found = look(Work(), [stage(n, n / 10, 20) for n in range(1, 7)])
    assert [warn.other for warn in found.before[4]] == ["A", "B", "C"]
    assert [(warn.concern.value, warn.other, warn.number) for warn in found.before[6]] == [
        ("overlap", "D", 0), ("overlap", "E", 0), ("more_overlaps", None, 3),
    ]  # fmt: skip


def test_what_has_no_date_neither_overlaps_nor_leaves_a_gap() -> None:
    assert look(Work(), [stage(1, 1, None), stage(2, 8, 15)]).count == 0
    assert look(Work(), [stage(1, None, 9), stage(2, 8, None)]).count == 0
    assert look(Work(), [stage(1, None, None), stage(2, None, None)]).count == 0


def test_an_open_end_overlaps_with_what_it_begins_within() -> None:
    found = look(Work(), [stage(1, 1, 9), stage(2, 8, None)])
    assert [(warn.concern, warn.length) for warn in found.before[2]] == [(Concern.OVERLAP, DAY)]


def test_what_is_over_is_not_warned_of() -> None:
    done = [stage(1, -9, -5, status="completed"), stage(2, -7, -3, status="completed"), stage(3, 1, 2)]
    assert said(look(Work(), done)) == {("gap", "B")}
    assert look(Work(), done[:2]).count == 0


@pytest.mark.parametrize(
    ("state", "start", "end", "concern"),
    [
        ("draft", -1, 1, "past_start"),
        ("draft", 0, None, "past_start"),
        ("draft", -2, -1, "past_end"),
        ("draft", 1, 2, None),
        ("published", -1, 1, None),
    ],
)
def test_dates_that_have_passed_matter_in_a_draft(
    state: str, start: float, end: float | None, concern: str | None
) -> None:
    found = look(Work(AssignmentState(state)), [stage(1, start, end)])
    assert [warn.concern for warn in found.on[1]] == ([Concern(concern)] if concern else [])


@pytest.mark.parametrize(
    ("start", "end", "concerns"),
    [
        (2, 9, []),
        (1, 5, ["before_work"]),
        (5, 10, ["after_work"]),
        (1, 10, ["before_work", "after_work"]),
        (None, 1, ["before_work"]),
        (11, None, ["after_work"]),
    ],
)
def test_a_stage_lies_within_its_course_work(start: float | None, end: float, concerns: list[str]) -> None:
    work = Work(starts_at=MONDAY + 2 * DAY, ends_at=MONDAY + 9 * DAY)
    assert [warn.concern.value for warn in look(work, [stage(1, start, end)]).on[1]] == concerns


@pytest.mark.parametrize(
    ("stages", "concerns"),
    [
        ([stage(1, 1, 2, "team_formation"), stage(2, 2, 3, "division")], []),
        ([stage(1, 1, 2, "division")], ["division_without_teams"]),
        ([stage(1, 1, 2, "division"), stage(2, 2, 3, "team_formation")], ["division_before_teams"]),
        ([stage(1, 2, 3, "division"), stage(2, 1, 2, "team_formation")], []),
        ([stage(1, None, None, "division"), stage(2, 2, 3, "team_formation")], ["division_before_teams"]),
        ([stage(1, None, None, "team_formation"), stage(2, 2, 3, "division")], []),
        ([stage(1, -2, -1, "team_formation", "completed"), stage(2, 2, 3, "division")], []),
    ],
)
def test_roles_are_shared_out_after_teams_were_formed(stages: list[Stage], concerns: list[str]) -> None:
    division = next(each for each in stages if each.kind is StageKind.DIVISION)
    assert [warn.concern.value for warn in look(Work(), stages).on[division.id]] == concerns
