"""What closings with effects cost, beside the limit: `python -m bench.effects [--runs 5]`.

A team formation of 100, 1,000 and 10,000 students without a team, a division of 2,000 teams with three required roles
that nobody holds, and an opening that tells 2,000 students. The limit of a formation is the bare INSERT of the same
teams, places and notices, with the same constraints, in one commit, in the same run, turn and turn about.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from tests.clusters import Database, MovableClock, running_cluster
from tests.plans import HOUR, MONDAY, add_stage, add_work

RESULTS = Path(__file__).parent / "results"
Connection = psycopg.Connection[Any]
SIZES = (100, 1_000, 10_000)
TEAMS = 2_000
# The same rows as the closing of the work before wrote, for another one whose class is of the same size.
BARE = """
with people as (
    select e.user_id, (row_number() over (order by e.user_id) - 1) / 5 as team
    from enrollments e join assignments a on a.course_id = e.course_id
    where a.id = %(work)s and e.role = 'student'
), made as (
    insert into teams (assignment_id, name, leader_id, status)
    select %(work)s, 'Team ' || p.team, min(p.user_id), 'confirmed' from people p group by p.team
    returning id, leader_id
), placed as (
    insert into team_members (team_id, assignment_id, user_id)
    select m.id, %(work)s, p.user_id
    from made m join people l on l.user_id = m.leader_id join people p on p.team = l.team
    returning user_id
)
insert into notifications (recipient_id, kind, params)
select p.user_id, k.kind, '{"team": "Team", "assignment": "Work"}'
from placed p cross join (values ('stage_closed'), ('team_given')) k (kind)
"""
GROUPED = "select count(*) from team_members where assignment_id = %s"


def formation(db: Connection, students: int) -> int:
    """Course work whose team formation ends an hour after MONDAY; its key."""
    work = add_work(db, students=students)
    add_stage(db, work, MONDAY - HOUR, MONDAY + HOUR, kind="team_formation", status="active")
    return work


def timed(act: Callable[[], Any]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def group(database: Database, db: Connection, clock: MovableClock, students: int, runs: int) -> dict[str, float]:
    """Medians of closing a formation and of the bare statements, in seconds, and the median of their ratios."""
    closings, bares = [], []
    for _ in range(runs):
        clock.set(MONDAY)
        work, beside = formation(db, students), add_work(db, students=students)
        db.execute("vacuum analyze")
        clock.set(MONDAY + HOUR)
        closings.append(timed(database.tick))
        assert (db.execute(GROUPED, [work]).fetchone() or [0])[0] == students
        bares.append(timed(partial(db.execute, BARE, {"work": beside})))
    ratios = [closing / bare for closing, bare in zip(closings, bares, strict=True)]
    return {
        "closing_s": statistics.median(closings), "bare_s": statistics.median(bares),
        "ratio": statistics.median(ratios),
    }  # fmt: skip


def divide(database: Database, db: Connection, clock: MovableClock) -> float:
    """Seconds of closing a division of TEAMS teams of four."""
    clock.set(MONDAY)
    work = formation(db, 4 * TEAMS)
    db.execute("update assignments set min_team_size = 4, max_team_size = 4 where id = %s", [work])
    clock.set(MONDAY + HOUR)
    database.tick()
    stage = add_stage(db, work, MONDAY, MONDAY + 2 * HOUR, kind="division", status="active")
    db.execute(
        "insert into division_roles (stage_id, name) select %s, unnest('{Writer,Tester,Speaker}'::text[])", [stage]
    )
    db.execute("vacuum analyze")
    clock.set(MONDAY + 2 * HOUR)
    return timed(database.tick)


def tell(database: Database, db: Connection, clock: MovableClock) -> float:
    """Seconds of opening a stage that tells TEAMS students."""
    clock.set(MONDAY)
    add_stage(db, add_work(db, students=TEAMS), MONDAY + 3 * HOUR, None)
    db.execute("vacuum analyze")
    clock.set(MONDAY + 3 * HOUR)
    return timed(database.tick)


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with running_cluster("postgres") as cluster:
        database = Database(cluster, "bench")
        cluster.run_sql("postgres", "create database bench")
        database.prepare()
        with database.connect() as db:
            clock = MovableClock(database)
            grouping = {students: group(database, db, clock, students, runs) for students in SIZES}
            found = {
                "grouping": grouping,
                "division_s": divide(database, db, clock),
                "telling_s": tell(database, db, clock),
            }
    report(found, runs)


def report(found: dict[str, Any], runs: int) -> None:
    """A table for people, JSON for programs."""
    print(f"\nClosing a team formation, median of {runs} alternating rounds:")
    for students, row in found["grouping"].items():
        print(
            f"  {students:>6,} students {row['closing_s']:.3f} s, bare INSERTs {row['bare_s']:.3f} s,"
            f" ratio {row['ratio']:.2f}"
        )
    print(f"Closing a division of {TEAMS:,} teams: {found['division_s']:.3f} s")
    print(f"An opening that tells {TEAMS:,} students: {found['telling_s']:.3f} s")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "effects.json").write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
