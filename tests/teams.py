"""Teams for tests: as few words as the test needs."""

from typing import Any

import psycopg

from tests.plans import one

Connection = psycopg.Connection[Any]


def students_of(db: Connection, work: int) -> list[int]:
    """The students of a course work's class, oldest first."""
    query = (
        "select e.user_id from enrollments e join assignments a on a.course_id = e.course_id"
        " where a.id = %s and e.role = 'student' order by e.user_id"
    )
    return [row[0] for row in db.execute(query, [work])]


def add_team(db: Connection, work: int, members: list[int], *, status: str = "forming", locked: bool = False) -> int:
    """One team; the first member leads it."""
    with db.transaction():
        team = int(
            one(
                db,
                "insert into teams (assignment_id, name, leader_id, status, locked_at)"
                " select %s, 'Group ' || count(*), %s, %s, case when %s then clock_timestamp() end"
                " from teams returning id",
                *(work, members[0], status, locked),
            )
        )
        db.execute(
            "insert into team_members (team_id, assignment_id, user_id) select %s, %s, unnest(%s::bigint[])",
            [team, work, members],
        )
    return team


def teams_of(db: Connection, work: int) -> dict[int, set[int]]:
    """Who is in which team of a course work."""
    rows = db.execute(
        "select team_id, array_agg(user_id) from team_members where assignment_id = %s group by 1", [work]
    )
    return {team: set(members) for team, members in rows}
