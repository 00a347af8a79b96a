"""Many students at one team: the last place is given once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg

from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, add_work, one
from tests.teams import add_team, students_of, teams_of

Connection = psycopg.Connection[Any]


def test_of_two_hundred_who_accept_at_once_one_gets_the_last_place(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    work = add_work(db, students=202)
    add_stage(db, work, MONDAY - HOUR, MONDAY + HOUR, kind="team_formation", status="active")
    db.execute("update assignments set max_team_size = 3 where id = %s", [work])
    first, second, *others = students_of(db, work)
    team = add_team(db, work, [first, second])
    invitations = {
        student: one(db, "select stageclock.invite_student(%s, %s, %s)", team, student, first) for student in others
    }

    def accept(student: int) -> str:
        with database.connect("stageclock_app") as connection:
            try:
                connection.execute("select stageclock.accept_invitation(%s, %s)", [invitations[student], student])
            except psycopg.DatabaseError as refused:
                return str(refused.sqlstate)
        return "joined"

    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(accept, others))
    assert answers.count("joined") == 1
    assert set(answers) == {"joined", "SC002"}, "cancelled with the last place: a refusal in words, nothing else"
    assert len(teams_of(db, work)[team]) == 3


def test_a_closing_waits_for_who_is_just_joining_and_groups_the_rest(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    work = add_work(db, students=3)
    add_stage(db, work, MONDAY - HOUR, MONDAY + HOUR, kind="team_formation", status="active")
    ann, ben, cem = students_of(db, work)
    team = add_team(db, work, [ann])
    invitation = one(db, "select stageclock.invite_student(%s, %s, %s)", team, ben, ann)
    with database.connect("stageclock_app", autocommit=False) as joining, ThreadPoolExecutor(1) as pool:
        joining.execute("select stageclock.accept_invitation(%s, %s)", [invitation, ben])
        clock.set(MONDAY + HOUR)
        tick = pool.submit(database.tick)
        joining.commit()
        tick.result(timeout=30)
    assert teams_of(db, work) == {team: {ann, ben, cem}}
