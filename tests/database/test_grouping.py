"""Closing a team formation gives everybody a team, whatever is there already."""

from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clusters import Database, MovableClock
from tests.effort import examples
from tests.plans import HOUR, MONDAY, add_stage, add_work, one
from tests.teams import add_team, students_of, teams_of

Connection = psycopg.Connection[Any]

GROUP = "select stageclock.group_students(%s, %s, %s, stageclock.current_time())"


@st.composite
def classes(draw: st.DrawFn) -> dict[str, Any]:
    """A class: its size, min and max, and teams that are there already as (size, status, locked)."""
    least = draw(st.integers(1, 8))
    most = draw(st.integers(least, 10))
    status = st.sampled_from(["forming", "awaiting", "confirmed", "rejected"])
    teams = draw(st.lists(st.tuples(st.integers(1, 12), status, st.booleans()), max_size=8))
    spare = draw(st.one_of(st.integers(0, 30), st.integers(0, 2000)))
    return {"min": least, "max": most, "teams": teams, "spare": spare}


def can_be_split(number: int, least: int, most: int) -> bool:
    """Whether so many people can make teams of allowed size."""
    return number == 0 or any(k * least <= number <= k * most for k in range(1, number + 1))


def arithmetic_allows(spec: dict[str, Any]) -> bool:
    """Whether every open team can be brought into range, and the rest make teams: by trying every split."""
    open_sizes = [size for size, status, locked in spec["teams"] if status in ("forming", "awaiting") and not locked]
    open_sizes = [size for size in open_sizes if size < spec["max"]]
    needed = sum(max(0, spec["min"] - size) for size in open_sizes)
    room = sum(spec["max"] - size for size in open_sizes)
    splits = range(needed, min(room, spec["spare"]) + 1)
    return any(can_be_split(spec["spare"] - filled, spec["min"], spec["max"]) for filled in splits)


def build(db: Connection, spec: dict[str, Any]) -> tuple[int, dict[int, set[int]]]:
    """The class in the database: its course work, and its teams as they are."""
    work = add_work(db, students=spec["spare"] + sum(size for size, _, _ in spec["teams"]))
    db.execute(
        "update assignments set min_team_size = %s, max_team_size = %s where id = %s", [spec["min"], spec["max"], work]
    )
    people = students_of(db, work)
    for size, status, locked in spec["teams"]:
        add_team(db, work, [people.pop() for _ in range(size)], status=status, locked=locked)
    return work, teams_of(db, work)


def add_closing(db: Connection, work: int) -> int:
    """The transition by which a team formation of the course work has closed: what was done is read by it."""
    stage = add_stage(db, work, MONDAY, MONDAY + HOUR, kind="team_formation", status="completed")
    return int(
        one(
            db,
            "insert into stage_transitions (stage_id, generation, from_status, to_status, happened_at, cause)"
            " values (%s, 0, 'active', 'completed', %s, 'clock') returning id",
            *(stage, MONDAY + HOUR),
        )
    )


@settings(max_examples=examples(200), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spec=classes(), seed=st.text("abc123", min_size=1, max_size=5))
def test_everybody_has_exactly_one_team_of_allowed_size_where_arithmetic_allows_it(
    db: Connection, spec: dict[str, Any], seed: str
) -> None:
    work, before = build(db, spec)
    closing = add_closing(db, work)
    db.execute("begin")
    effects = one(db, GROUP, work, closing, seed)
    after = teams_of(db, work)
    db.execute("rollback")
    db.execute("begin")
    again = one(db, GROUP, work, closing, seed)
    db.execute("rollback")

    assert sorted(person for team in after.values() for person in team) == students_of(db, work)
    assert all(members <= after[team] for team, members in before.items()), "somebody was moved"
    closed = {
        row[0]
        for row in db.execute(
            "select id from teams where assignment_id = %s"
            " and (locked_at is not null or status not in ('forming', 'awaiting'))",
            [work],
        )
    }
    assert all(after[team] == before[team] for team in closed)
    open_or_new = [team for team in after if team not in closed]
    touched = [after[team] for team in open_or_new if len(before.get(team, ())) < spec["max"]]
    assert all(len(team) <= spec["max"] for team in touched)
    if arithmetic_allows(spec):
        assert all(len(team) >= spec["min"] for team in touched)
    assert {line["team_id"] for line in effects["flagged"]} == {
        team for team in open_or_new if not spec["min"] <= len(after[team]) <= spec["max"]
    }
    assert sum(len(line["members"]) for line in effects["made"] + effects["filled"]) == spec["spare"]
    made = [len(line["members"]) for line in effects["made"]]
    assert not made or max(made) - min(made) <= 1
    assert strip(effects) == strip(again), "the same seed drew something else"
    assert effects["grouped"] == spec["spare"]


def strip(effects: dict[str, Any]) -> list[list[int]]:
    """Who was put together, without the keys of teams, which a rolled-back draw has used up."""
    return sorted(line["members"] for line in effects["made"] + effects["filled"])


def test_closing_a_formation_groups_its_class_and_keeps_the_seed(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    work = add_work(db, students=7)
    stage = add_stage(db, work, MONDAY, MONDAY + HOUR, kind="team_formation")
    people = students_of(db, work)
    team = add_team(db, work, people[:1])
    clock.set(MONDAY + HOUR)
    database.tick()
    effects = one(db, "select effects from stage_transitions where stage_id = %s and to_status = 'completed'", stage)
    assert effects["grouped"] == 6
    groups = teams_of(db, work)
    assert sorted(len(members) for members in groups.values()) == [2, 5]
    assert len(groups[team]) == 5, "open teams are filled first"
    drawn = sorted(people[1:], key=lambda person: one(db, "select stageclock.draw(%s, %s)", effects["seed"], person))
    assert set(drawn[:4]) | {people[0]} == groups[team], "anyone can check the draw"


def test_ten_thousand_students_are_grouped_by_few_statements(db: Connection) -> None:
    work = add_work(db, students=10_000)
    closing = add_closing(db, work)
    db.execute("analyze")
    db.execute("begin")
    effects = one(db, GROUP, work, closing, "seed")
    took = one(db, "select extract(epoch from clock_timestamp() - now())")
    db.execute("rollback")
    assert effects["grouped"] == 10_000
    print("seconds:", took)
    assert took < 2


@pytest.mark.parametrize(
    ("least", "most", "there", "spare", "sizes"),
    [
        (3, 3, [1], 3, [2, 2]),
        (3, 3, [2], 2, [2, 2]),
        (4, 4, [1, 3], 5, [3, 2, 4]),
        (2, 2, [1], 2, [1, 2]),
        (3, 3, [], 1, [1]),
        (3, 3, [3], 1, [1, 3]),
        (1, 3, [2], 2, [1, 3]),
        (2, 3, [1, 2], 0, [1, 2]),
    ],
)
def test_nobody_is_left_alone_where_an_open_team_can_be_one_short_instead(
    db: Connection, least: int, most: int, there: list[int], spare: int, sizes: list[int]
) -> None:
    teams = [(size, "forming", False) for size in there]
    work, _ = build(db, {"min": least, "max": most, "teams": teams, "spare": spare})
    effects = one(db, GROUP, work, add_closing(db, work), "seed")
    assert sorted(map(len, teams_of(db, work).values())) == sorted(sizes)
    assert len(effects["flagged"]) == sum(not least <= size <= most for size in sizes)
