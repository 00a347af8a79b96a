"""What closings with effects cost, beside the limit: `python -m bench.effects [--students 100 1000 10000] [--runs 5]`.

A team formation of 100, 1,000 and 10,000 students without a team, a division of 2,000 teams with three required roles
that nobody holds, and an opening that tells 2,000 students. The limit of a formation is the bare INSERT of the same
teams, places and notices, with the same constraints, in one commit, in the same run, turn and turn about.
"""

import argparse
import statistics
from functools import partial
from typing import Any

import psycopg

from bench.frame import Comparison, Figure, Report, timed
from bench.keeping import keep
from bench.plots import Plot
from tests.clusters import Database, MovableClock, running_cluster
from tests.plans import HOUR, MONDAY, add_stage, add_work

Connection = psycopg.Connection[Any]
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


def group(database: Database, db: Connection, clock: MovableClock, students: int, runs: int) -> Comparison:
    """Closing a formation of so many students, beside the bare statements."""
    closings, bares = [], []
    for number in range(runs + 1):
        clock.set(MONDAY)
        work, beside = formation(db, students), add_work(db, students=students)
        db.execute("vacuum analyze")
        clock.set(MONDAY + HOUR)
        closing = timed(database.tick)
        assert (db.execute(GROUPED, [work]).fetchone() or [0])[0] == students
        bare = timed(partial(db.execute, BARE, {"work": beside}))
        if number:
            closings.append(closing)
            bares.append(bare)
    return Comparison(f"closing a formation, {students:,} students", closings, "bare INSERTs", bares)


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


def run(sizes: list[int], runs: int) -> Report:
    """Measure all of them in one cluster."""
    report = Report("effects", "Closings with effects", {"students": sizes, "runs": runs})
    with running_cluster("postgres") as cluster:
        database = Database(cluster, "bench")
        cluster.run_sql("postgres", "create database bench")
        database.prepare()
        with database.connect() as db:
            clock = MovableClock(database)
            report.comparisons += [group(database, db, clock, size, runs) for size in sizes]
            division = divide(database, db, clock)
            telling = tell(database, db, clock)
    report.figures += [
        Figure(f"closing a division, {TEAMS:,} teams", division, "s"),
        Figure(f"an opening that tells {TEAMS:,} students", telling, "s"),
        Figure("of which one notice", 1e6 * telling / TEAMS, "µs"),
    ]
    report.plots.append(plot(sizes, report.comparisons))
    return report


def plot(sizes: list[int], found: list[Comparison]) -> Plot:
    """Both sides over the size of the class."""
    lines = {
        name: [(size, statistics.median(getattr(each, side))) for size, each in zip(sizes, found, strict=True)]
        for name, side in (("closing", "ours"), ("bare INSERTs", "theirs"))
    }
    return Plot("formation", "Closing a team formation", "students", "seconds", lines)


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, nargs="+", default=[100, 1_000, 10_000])
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    keep(run(asked.students, asked.runs))


if __name__ == "__main__":
    main()
