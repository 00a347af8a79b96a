"""A team's tasks: Bob and Ben add them, report how far they are, and nobody outside the team sees them."""

from typing import Any

import psycopg
import pytest
from flask import Flask

from tests.cast import Cast
from tests.clusters import MovableClock
from tests.plans import HOUR, MONDAY, one
from tests.sharing_out import GROW, Place, done, prepare, refused
from tests.web.browser import words_of
from tests.web.conftest import Open
from tests.web.counting import statements

Connection = psycopg.Connection[Any]
MALLORY = "<script>alert(1)</script>"
TYPED = {"title": "Draw the plan", "description": "All of it.", "assignee": "", "priority": "high", "due_at": ""}


@pytest.fixture
def place(db: Connection, cast: Cast, clock: MovableClock) -> Place:
    return prepare(db, cast, clock)


def stored(db: Connection) -> list[tuple[Any, ...]]:
    return db.execute(
        "select title, description, assignee_id, priority, due_at, progress from team_tasks order by id"
    ).fetchall()


def add_task(db: Connection, place: Place, title: str = "Write", by: int | None = None, **columns: object) -> int:
    task = int(one(db, "insert into team_tasks (team_id, title, created_by) values (%s, %s, %s) returning id",
                   place.team, title, by or place.bob))  # fmt: skip
    for name, value in columns.items():
        db.execute(f"update team_tasks set {name} = %s where id = %s".encode(), [value, task])
    return task


def test_bob_adds_a_task_for_ben_who_is_told(visit: Open, db: Connection, place: Place) -> None:
    bob = visit("bob")
    assert f'href="{place.tasks}"' in bob.get(f"/assignments/{place.work}/team").text
    assert "No tasks yet." in bob.read(place.tasks)
    typed = {**TYPED, "title": "  Draw  the plan ", "assignee": place.ben, "due_at": "2030-03-05T18:00"}
    page = done(bob, place.tasks, **typed)
    assert "The task “Draw the plan” is on the list." in page
    assert "Draw the plan Ben Bell Tue 5 Mar 2030, 18:00 UTC+8 High 0 %" in page and "Overdue" not in page
    assert "All times in Asia/Shanghai" in page
    assert stored(db) == [("Draw the plan", "All of it.", place.ben, "high", MONDAY + 26 * HOUR, 0)]
    told = visit("ben").read("/notifications")
    assert "Bob Bauer has given you the task “Draw the plan” in the team Group 0." in told


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": " "}, "Give the task a title."),
        ({"title": "x" * 201}, "Use at most 200 characters."),
        ({"description": "x" * 5001}, "Use at most 5000 characters."),
        ({"priority": "urgent"}, "Choose one of the priorities."),
        ({"due_at": "tomorrow"}, "Due: this is no date and time. Write it like 2030-03-04 16:00."),
        ({"due_at": "0001-01-01T00:00"}, "Due: choose a year from 1970 to 2999."),
        ({"due_at": "2030-03-31T02:30"}, "does not exist in Europe/Berlin"),
        ({"due_at": "2030-10-27T02:30"}, "happens twice in Europe/Berlin"),
        ({"assignee": "0"}, "This person is not in this team."),
        ({"assignee": "9" * 30}, "This person is not in this team."),
        ({"assignee": "x"}, "This person is not in this team."),
    ],
)
def test_what_is_no_task_is_refused_with_what_was_typed(
    visit: Open, db: Connection, place: Place, changes: dict[str, str], said: str
) -> None:
    db.execute("update assignments set time_zone = 'Europe/Berlin' where id = %s", [place.work])
    task = add_task(db, place, "Before")
    before, typed = stored(db), {**TYPED, **changes}
    for path in (place.tasks, f"/tasks/{task}"):
        answer = refused(visit("bob"), 422, path, **typed)
        assert said in words_of(answer), words_of(answer)
        assert f'value="{typed["title"].strip()}"' in answer.text
        assert typed["description"] in answer.text and f'value="{typed["due_at"]}"' in answer.text
    assert stored(db) == before


def test_a_task_is_not_for_somebody_outside_the_team(visit: Open, db: Connection, cast: Cast, place: Place) -> None:
    task = add_task(db, place, "Before")
    before = stored(db)
    for username in ("bob", "alice"):
        for stranger in (place.cem, cast.people["charlie"], cast.people["alice"]):
            for path in (place.tasks, f"/tasks/{task}"):
                answer = refused(visit(username), 422, path, **{**TYPED, "assignee": stranger})
                assert "This person is not in this team." in words_of(answer) and "Draw the plan" in answer.text
    assert stored(db) == before


def test_ben_reports_how_far_it_is_and_the_history_keeps_it(
    visit: Open, db: Connection, clock: MovableClock, place: Place
) -> None:
    task, ben = add_task(db, place), visit("ben")
    page = done(ben, f"/tasks/{task}/progress", progress="40", note="Half of\nthe half.")
    assert "It is at 40 % now." in page and "40 % Ben Bell Mon 4 Mar 2030, 16:00 UTC+8 Half of the half." in page
    clock.set(MONDAY + HOUR)
    page = done(visit("bob"), f"/tasks/{task}/progress", progress="100", note="")
    assert "Done Mon 4 Mar 2030, 17:00 UTC+8" in page
    assert "100 % Bob Bauer Mon 4 Mar 2030, 17:00 UTC+8 40 % Ben Bell" in page
    for progress in ("101", "-1", "4.5", "", "x", "٤", "9" * 5000):
        answer = refused(ben, 422, f"/tasks/{task}/progress", progress=progress, note="Kept.")
        assert "Type a whole number from 0 to 100." in words_of(answer) and "Kept." in answer.text
        assert f'value="{progress}"' in answer.text
    answer = refused(ben, 422, f"/tasks/{task}/progress", progress="50", note="x" * 1001)
    assert "Use at most 1000 characters." in words_of(answer)
    assert one(db, "select count(*) from task_updates") == 2 and stored(db)[0][-1] == 100


def test_a_teacher_changes_tasks_but_reports_no_progress(visit: Open, db: Connection, place: Place) -> None:
    task, alice = add_task(db, place), visit("alice")
    assert "Report progress" not in alice.read(f"/tasks/{task}") and "Mine" not in alice.read(place.tasks)
    answer = refused(alice, 403, f"/tasks/{task}/progress", progress="40")
    assert "Only the members of this team may do this." in words_of(answer)
    assert "The task is changed." in done(alice, f"/tasks/{task}", **{**TYPED, "assignee": place.ben})
    assert stored(db) == [("Draw the plan", "All of it.", place.ben, "high", None, 0)]
    assert "The task “Draw the plan” is removed." in done(alice, f"/tasks/{task}/removal")


def test_a_due_date_that_was_not_touched_stays_to_the_microsecond(visit: Open, db: Connection, place: Place) -> None:
    due = MONDAY.replace(microsecond=123456)
    task = add_task(db, place, due_at=due)
    page = visit("ben").get(f"/tasks/{task}/edit").text
    assert page.count('value="2030-03-04T16:00:00"') == 2
    done(visit("ben"), f"/tasks/{task}", **{**TYPED, "due_at": "2030-03-04T16:00", "due_at_shown": "2030-03-04T16:00"})
    assert stored(db)[0][4] == due
    done(visit("ben"), f"/tasks/{task}", **TYPED)
    assert stored(db)[0][4] is None


def test_a_task_is_removed_by_who_made_it_or_leads(visit: Open, db: Connection, place: Place) -> None:
    of_bob, of_ben = add_task(db, place, "Bob's"), add_task(db, place, "Ben's", by=place.ben)
    ben = visit("ben")
    assert "Remove …" not in ben.read(f"/tasks/{of_bob}") and "Remove …" in ben.read(f"/tasks/{of_ben}")
    answer = refused(ben, 403, f"/tasks/{of_bob}/removal")
    assert "Only the leader of this team may do this." in words_of(answer)
    assert "What was reported about it goes too" in ben.read(f"/tasks/{of_ben}/removal")
    done(ben, f"/tasks/{of_ben}/removal")
    assert "The task “Bob's” is removed." in done(visit("bob"), f"/tasks/{of_bob}/removal")
    assert stored(db) == []
    assert visit("bob").get(f"/tasks/{of_bob}").status_code == 404


def test_what_is_mine_open_and_overdue(visit: Open, db: Connection, clock: MovableClock, place: Place) -> None:
    add_task(db, place, "Later", due_at=MONDAY + HOUR, assignee_id=place.bob)
    add_task(db, place, "Undated", priority="high")
    add_task(db, place, "Late", due_at=MONDAY - HOUR)
    add_task(db, place, "Finished", due_at=MONDAY - HOUR, progress=100, assignee_id=place.bob)
    page = visit("bob").read(place.tasks)
    assert "Mine (2) Open (3) All (4)" in page and "Finished" not in page
    assert page.index("Late ") < page.index("Later ") < page.index("Undated ") and page.count("Overdue") == 1
    assert "Late nobody yet Mon 4 Mar 2030, 15:00 UTC+8 Overdue" in page
    mine = visit("bob").read(place.tasks + "?shown=mine")
    assert "Later" in mine and "Finished" in mine and "Undated" not in mine and "Overdue" not in mine
    assert "You have no tasks." in visit("ben").read(place.tasks + "?shown=mine")
    clock.set(MONDAY + HOUR)
    assert visit("bob").read(place.tasks + "?shown=all").count("Overdue") == 2
    assert visit("bob").get(place.tasks + "?shown=none").status_code == 200


def test_in_course_work_that_stands_still_tasks_are_only_read(visit: Open, db: Connection, place: Place) -> None:
    task, bob = add_task(db, place), visit("bob")
    db.execute("update assignments set paused_at = clock_timestamp() where id = %s", [place.work])
    before = stored(db)
    for path in (place.tasks, f"/tasks/{task}"):
        page = bob.read(path)
        assert "its tasks can be read, and not changed" in page and "Add the task" not in page and "Remove" not in page
    for path, fields in (
        (place.tasks, TYPED), (f"/tasks/{task}", TYPED), (f"/tasks/{task}/progress", {"progress": "50"}),
        (f"/tasks/{task}/removal", {}),
    ):  # fmt: skip
        said = words_of(refused(bob, 409, path, **fields))
        assert "This course work stands still: nothing in it can be changed now." in said, path
    assert stored(db) == before


def test_classmates_and_strangers_see_and_change_nothing(visit: Open, db: Connection, place: Place) -> None:
    task = add_task(db, place)
    before = stored(db)
    for username in ("cem", "charlie", "frank"):
        browser = visit(username)
        for path in (place.tasks, f"/tasks/{task}", f"/tasks/{task}/edit", f"/tasks/{task}/removal"):
            assert browser.get(path).status_code == 404, (username, path)
        for path in (place.tasks, f"/tasks/{task}", f"/tasks/{task}/progress", f"/tasks/{task}/removal"):
            refused(browser, 404, path, **TYPED, progress="50")
    assert stored(db) == before and one(db, "select count(*) from task_updates") == 0
    assert visit().get(place.tasks).status_code == 302
    for username in ("ben", "alice", "erin", "dora"):
        assert "Write" in visit(username).read(place.tasks), username


def test_titles_and_notes_are_text_and_nothing_else(visit: Open, db: Connection, place: Place) -> None:
    task = add_task(db, place, MALLORY, description=MALLORY)
    bob = visit("bob")
    done(bob, f"/tasks/{task}/progress", progress="1", note=MALLORY)
    for path in (place.tasks, f"/tasks/{task}", f"/tasks/{task}/edit", f"/tasks/{task}/removal"):
        page = bob.get(path).text
        assert MALLORY not in page and "&lt;script&gt;alert(1)" in page


def test_a_large_class_and_many_tasks_cost_no_more_statements(
    visit: Open, web: Flask, db: Connection, place: Place
) -> None:
    task, bob = add_task(db, place), visit("bob")
    counts: dict[str, list[int]] = {address: [] for address in (place.tasks, f"/tasks/{task}", f"/tasks/{task}/edit")}
    for grow in (False, True):
        if grow:
            db.execute(GROW, {"work": place.work, "stage": place.stage})
            many = "select %s, 'Task ' || n, %s from generate_series(1, 200) n"
            db.execute(f"insert into team_tasks (team_id, title, created_by) {many}", [place.team, place.bob])
            notes = "select %s, %s, 1, 'Note ' || n from generate_series(1, 200) n"
            db.execute(f"insert into task_updates (task_id, user_id, progress, note) {notes}", [task, place.bob])
        for address, asked_before in counts.items():
            with statements(web) as asked:
                assert bob.get(address).status_code == 200
            asked_before.append(len(asked))
    assert all(small == large <= 12 for small, large in counts.values()), counts
    assert "Task 49 " in bob.read(place.tasks) and "Task 50 " not in bob.read(place.tasks), "fifty a page"
    assert "Task 50 " in bob.read(place.tasks + "?page=2")
    assert "Note 200 " in bob.read(f"/tasks/{task}") and "Note 1 " in bob.read(f"/tasks/{task}?page=4")
