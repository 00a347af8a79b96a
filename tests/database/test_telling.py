"""A whole class is told at once: by one statement, however many they are."""

from typing import Any

import psycopg

from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, add_work, one

Connection = psycopg.Connection[Any]
COUNT_STATEMENTS = """
create table told (statement bigint generated always as identity, people bigint);
create function count_told() returns trigger language plpgsql security definer set search_path = public as $$
begin
    insert into told (people) select count(*) from new_rows;
    return null;
end
$$;
create trigger count_told after insert on notifications referencing new table as new_rows
    for each statement execute function count_told();
"""


def test_two_thousand_students_are_told_of_an_opening_by_one_statement(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    db.execute(COUNT_STATEMENTS)
    add_stage(db, add_work(db, students=2000), MONDAY, None)
    clock.set(MONDAY)
    database.tick()
    assert one(db, "select array_agg(people) from told where people > 0") == [2000]
    assert one(db, "select count(distinct recipient_id) from notifications where kind = 'stage_opened'") == 2000


def test_a_grouping_tells_its_class_by_one_statement_a_subject(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    db.execute(COUNT_STATEMENTS)
    add_stage(db, add_work(db, students=400), MONDAY, MONDAY + HOUR, kind="team_formation", status="active")
    clock.set(MONDAY + HOUR)
    database.tick()
    assert sorted(one(db, "select array_agg(people) from told where people > 0")) == [400, 400]
