"""Roles in one format, who holds them, and tasks."""

from datetime import UTC, datetime
from pathlib import Path

from tests.importing.conftest import Change, Import
from tests.importing.sample import SAMPLE, Connection, content, counts, here
from tests.plans import one

DIVISION = (
    "insert into team_division (id, team_id, stage_id, division_role_id, role_name, role_description, member_id)"
    " values (?, ?, ?, ?, ?, ?, ?)"
)
ROLE = "insert into division_role (id, stage_id, name, is_required) values (?, ?, ?, ?)"
TASK = "insert into team_task (id, team_id, title, priority, status, progress, created_by) values (?, ?, ?, ?, ?, ?, ?)"
REPORT = "insert into task_progress (id, task_id, user_id, progress, comment) values (?, ?, ?, ?, ?)"


def holders(db: Connection, team: int) -> set[tuple[str, int | None, bool, int]]:
    """Name, team whose own it is, whether it is required, and holder, of each role held in a team of the store."""
    return set(
        db.execute(
            "select r.name, r.team_id, r.required, a.user_id from role_assignments a"
            " join division_roles r on r.id = a.role_id where a.team_id = %s",
            [here(db, "team", team)],
        )
    )


def test_a_name_that_the_stage_has_is_that_role(run_import: Import, db: Connection) -> None:
    run_import(SAMPLE, "--yes")
    assert one(db, "select count(*) from division_roles where team_id is not null") == 0
    assert holders(db, 1) == {
        ("项目经理", None, True, here(db, "user", 35)),
        ("开发工程师", None, True, here(db, "user", 32)),
    }
    assert db.execute(
        "select required, description from division_roles where stage_id = %s order by id", [here(db, "stage", 2)]
    ).fetchall() == [(True, "项目经理职责"), (True, "开发工程师职责"), (False, "测试工程师职责")]


def test_roles_by_key_and_by_name_become_one_format(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    change(DIVISION, 90, 1, 2, 3, None, None, 35)
    change(DIVISION, 91, 1, None, 2, None, None, 35)
    change(DIVISION, 92, 1, 2, None, " Scribe ", "writes", 35)
    change(DIVISION, 93, 1, 2, None, "scribe", "", 32)
    change(DIVISION, 94, 5, 2, None, "Scribe", "", 14)
    change(DIVISION, 95, 5, 2, None, "Nobody's", "", None)
    run_import(store, "--yes")
    team = here(db, "team", 1)
    assert holders(db, 1) == {
        ("项目经理", None, True, here(db, "user", 35)),
        ("开发工程师", None, True, here(db, "user", 32)),
        ("开发工程师", None, True, here(db, "user", 35)),
        ("测试工程师", None, False, here(db, "user", 35)),
        ("Scribe", team, False, here(db, "user", 35)),
        ("Scribe", team, False, here(db, "user", 32)),
    }
    own = "select name, description, required from division_roles where team_id = %s order by id"
    assert db.execute(own, [team]).fetchall() == [("Scribe", "writes", False)]
    assert db.execute(own, [here(db, "team", 5)]).fetchall() == [("Scribe", "", False), ("Nobody's", "", False)]


def test_divisions_that_were_saved_anew_in_tgedu_are_known(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    change(DIVISION, 90, 1, 2, None, "Scribe", "", 35)
    run_import(store, "--yes")
    before = content(db)
    change("update team_division set id = id + 100")
    change("update team_division set id = 2 where id = 101")
    assert "There is nothing new to import" in run_import(store, "--yes").output
    assert content(db) == before


def test_the_second_of_two_roles_of_one_name_stands_for_the_first(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    change(ROLE, 90, 2, " 项目经理", 0)
    change(DIVISION, 91, 1, 2, 90, None, None, 32)
    output = run_import(store, "--yes").output
    assert "division_role 90: its stage has a role of this name already, which stands for it" in output
    assert ("项目经理", None, True, here(db, "user", 32)) in holders(db, 1)


def test_a_role_made_here_meanwhile_stands_for_the_one_of_its_name(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    change("create table aside as select * from division_role")
    change("create table held as select * from team_division")
    change("delete from division_role")
    change("delete from team_division")
    run_import(store, "--yes")
    stage = here(db, "stage", 2)
    db.execute("insert into division_roles (stage_id, name) values (%s, '项目经理'), (%s, 'Scribe')", [stage, stage])
    change("insert into division_role select * from aside")
    change("insert into team_division select * from held")
    change(DIVISION, 91, 1, 2, None, "scribe", "", 35)
    output = run_import(store, "--yes").output
    assert "division_role 1: its stage has a role of this name already, which stands for it" in output
    assert one(db, "select count(*) from division_roles where stage_id = %s", stage) == 4
    assert {name for name, *_ in holders(db, 1)} == {"项目经理", "开发工程师", "Scribe"}
    assert counts(db)["role_assignments"] == 65


DAMAGES = [
    (ROLE, (99, "x", 1), "division_role {key}: it belongs to stage 99, which does not exist"),
    (ROLE, (2, " ", 1), "division_role {key}: its name is blank"),
    (ROLE, (2, "a\0", 1), "division_role {key}: its name holds a NUL character"),
    (DIVISION, (1, 2, 1, None, None, 5), "team_division 1/1/5: this person is not in that team"),
    (DIVISION, (1, 2, 1, None, None, 35), "team_division 1/1/35: its key is empty or occurs twice"),
    (DIVISION, (1, 2, 99, None, None, 35), "team_division 1/99/35: it belongs to division_role 99, which does not"),
    (DIVISION, (1, 9, 4, None, None, 35), "team_division 1/4/35: its stage and its team are of different"),
    (DIVISION, (1, 2, None, " ", None, 35), "team_division 1/2//35: it names no role of a stage"),
    (DIVISION, (1, None, None, "Own", None, 35), "team_division 1/None/own/35: it names no role of a stage"),
    (DIVISION, (1, 2, 1, None, None, 999), "team_division 1/1/999: it belongs to user 999, which does not exist"),
    (TASK, (1, "x", "low", "in_progress", 150, 32), 'team_task {key}: its progress is no number from 0 to 100: "150"'),
    (TASK, (1, " ", "low", "in_progress", 15, 32), "team_task {key}: its title is blank"),
    (TASK, (1, "a\0", "low", "in_progress", 15, 32), "team_task {key}: its title holds a NUL character"),
    (TASK, (1, "x", "often", "in_progress", 15, 32), 'team_task {key}: its priority "often" is unknown'),
    (TASK, (1, "x", "low", "in_progress", 15, 999), "team_task {key}: it belongs to user 999, which does not exist"),
    (REPORT, (1, 59, 101, "x"), 'task_progress {key}: its progress is no number from 0 to 100: "101"'),
    (REPORT, (99, 59, 10, "x"), "task_progress {key}: it belongs to team_task 99, which does not exist"),
]  # fmt: skip


def test_rows_that_cannot_be_are_refused_alone(run_import: Import, store: Path, change: Change, db: Connection) -> None:
    for key, (statement, row, _) in enumerate(DAMAGES, 90):
        change(statement, key, *row)
    result = run_import(store, "--yes")
    assert result.exit_code == 0
    for key, (_, _, said) in enumerate(DAMAGES, 90):
        assert said.format(key=key) in result.output
    assert f"Refuses {5 + len(DAMAGES)} rows" in result.output
    assert [counts(db)[table] for table in ("division_roles", "role_assignments", "team_tasks")] == [18, 64, 11]


def test_an_own_role_of_other_course_work_is_refused_with_its_holder(
    run_import: Import, store: Path, change: Change
) -> None:
    change(DIVISION, 90, 1, 9, None, "Own\x1b[2J", None, 35)
    output = run_import(store, "--dry-run").output
    assert "team_division.role_name 1/9/own\\x1b[2j: its stage and its team are of different course work" in output
    assert "team_division 1/9/own\\x1b[2j/35: it belongs to team_division.role_name 1/9/own" in output
    assert "\x1b" not in output


def test_tasks_come_with_progress_and_history(run_import: Import, store: Path, change: Change, db: Connection) -> None:
    change(TASK, 90, 1, "Done", "urgent", "completed", 40, 32)
    change("update team_task set completed_at = '2026-11-24 05:00:00' where id = 90")
    change(TASK, 91, 1, "New", None, "pending", None, 35)
    change(REPORT, 92, 1, 59, 30, "half way")
    change("update team_task set assigned_to = 5 where id = 2")
    output = run_import(store, "--yes").output
    assert "Leaves team_task.assigned_to empty, because the person it names is not in the team, in: 2" in output
    query = "select title, priority, progress, completed_at, created_by, assignee_id from team_tasks where id = %s"
    rows = [db.execute(query, [here(db, "team_task", key)]).fetchone() for key in (1, 2, 90, 91)]
    assert rows == [
        ("实现登录模块", "high", 40, None, here(db, "user", 8), here(db, "user", 59)),
        ("实现登录模块", "high", 40, None, here(db, "user", 17), None),
        ("Done", "high", 100, datetime(2026, 11, 24, 5, tzinfo=UTC), here(db, "user", 32), None),
        ("New", "normal", 0, None, here(db, "user", 35), None),
    ]
    assert db.execute("select task_id, user_id, progress, note from task_updates").fetchall() == [
        (here(db, "team_task", 1), here(db, "user", 59), 30, "half way")
    ]
