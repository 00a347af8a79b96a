"""What the sample becomes."""

from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from werkzeug.security import check_password_hash

from tests.importing.conftest import Import
from tests.importing.sample import SAMPLE, Connection, counts, here
from tests.plans import one

# Leaders included; without the two surplus places, the two `javascript:` links and the stage that cannot be.
TEAM_WORK = {
    "teams": 45,
    "team_members": 108,
    "team_invitations": 16,
    "leave_requests": 3,
    "dissolve_requests": 2,
    "division_roles": 18,
    "role_assignments": 64,
    "team_tasks": 11,
    "submissions": 36,
    "submission_files": 15,
    "notifications": 45,
}
WHOLE = {
    "users": 64,
    "courses": 3,
    "enrollments": 68,
    "assignments": 6,
    "assignment_teachers": 8,
    "links": 8,
    "stages": 41,
    "stage_transitions": 16,
    **TEAM_WORK,
    "import_sources": 64 + 3 + 68 + 6 + 8 + 8 + 41 + sum(TEAM_WORK.values()),
}
REFUSED = """\
Refuses 5 rows; mend them in TG-EDU and import again:
  stage 13: it ends (2027-01-24 12:00:00 UTC) before it starts (2027-02-11 12:00:00 UTC)
  team_member 14/64: this student has a place in "第6组" of that course work already
  team_member 13/39: this student has a place in "郑志琪的团队（系统自动分配）" of that course work already
  stage_submission 19: its url is no http or https address: "javascript:alert(1)"
  stage_submission 10: its url is no http or https address: "javascript:alert(1)"
Leaves"""


def test_the_sample_brings_all_but_five_rows_which_are_listed(run_import: Import, db: Connection) -> None:
    began = monotonic()
    result = run_import(SAMPLE, "--yes")
    assert monotonic() - began < 5
    assert result.exit_code == 0
    assert counts(db) == WHOLE
    assert REFUSED in result.output


def test_a_dry_run_lists_the_same(run_import: Import, db: Connection) -> None:
    said = run_import(SAMPLE, "--dry-run").output
    assert REFUSED in said
    brought = dict(line.split() for line in said.partition("Brings:\n")[2].partition("Refuses")[0].splitlines())
    assert {table: int(number) for table, number in brought.items() if number != "0"} == {
        table: number for table, number in WHOLE.items() if table != "import_sources"
    }
    assert counts(db) == {}


def test_everybody_keeps_role_number_and_password(run_import: Import, db: Connection) -> None:
    run_import(SAMPLE, "--yes")
    roles = db.execute("select role, count(*) from users group by 1 order by 1").fetchall()
    assert roles == [("admin", 1), ("teacher", 3), ("student", 60)]
    assert db.execute(
        "select username, name, student_number, is_active, must_change_password, left(password_hash, 14)"
        " from users where id in (%s, %s) order by id",
        [here(db, "user", 3), here(db, "user", 5)],
    ).fetchall() == [
        ("t002", "彭文", None, True, False, "pbkdf2:sha256:"),
        ("202600001", "王琪", "202600001", True, True, "pbkdf2:sha256:"),
    ]


def test_the_old_password_still_fits_the_hash(run_import: Import, db: Connection) -> None:
    run_import(SAMPLE, "--yes")
    hashes = {row[0] for row in db.execute("select password_hash from users")}
    assert all(check_password_hash(each, "123456") for each in hashes)


def test_classes_become_courses_with_their_people(run_import: Import, db: Connection) -> None:
    run_import(SAMPLE, "--yes")
    assert db.execute(
        "select c.code, c.name, c.time_zone, c.term, c.archived_at,"
        " count(*) filter (where e.role = 'teacher'), count(*) filter (where e.role = 'student')"
        " from courses c join enrollments e on e.course_id = c.id group by c.id order by c.id"
    ).fetchall() == [
        ("SE2023-01", "软件工程2023级1班", "Asia/Shanghai", None, None, 1, 20),
        ("SE2024-02", "软件工程2024级2班", "Asia/Shanghai", None, None, 2, 21),
        ("SE2025-03", "软件工程2025级3班", "Asia/Shanghai", None, None, 1, 23),
    ]


def test_instants_are_utc_to_the_microsecond(run_import: Import, db: Connection) -> None:
    run_import(SAMPLE, "--yes")
    stage = here(db, "stage", 4)
    assert db.execute("select starts_at, ends_at, created_at from stages where id = %s", [stage]).fetchall() == [
        (
            datetime(2026, 11, 11, 4, tzinfo=UTC),
            datetime(2026, 11, 25, 4, tzinfo=UTC),
            datetime(2026, 11, 23, 20, 2, 4, 999752, tzinfo=UTC),
        )
    ]
    assert one(db, "select created_at from users where id = %s", here(db, "user", 1)) == datetime(
        2026, 11, 23, 20, 2, 4, 747634, tzinfo=UTC
    )


def test_course_work_is_published_with_its_text_sizes_and_creator(run_import: Import, db: Connection) -> None:
    run_import(SAMPLE, "--yes")
    assert db.execute(
        "select a.title, a.description, a.time_zone, a.min_team_size, a.max_team_size, a.state, a.paused_at, u.username"
        " from assignments a join users u on u.id = a.created_by where a.id = %s",
        [here(db, "major_assignment", 5)],
    ).fetchall() == [
        ("大作业：编译器前端", "第一行\n第二行 <b>不是HTML</b>", "Asia/Shanghai", 2, 4, "published", None, "t001")
    ]


def test_stages_keep_their_stored_status_and_the_old_type_becomes_custom(run_import: Import, db: Connection) -> None:
    run_import(SAMPLE, "--yes")
    assert db.execute(
        "select position, name, kind, status, submission_mode, generation, held from stages"
        " where assignment_id = %s order by position",
        [here(db, "major_assignment", 2)],
    ).fetchall() == [
        (0, "组队", "custom", "pending", None, 0, False),
        (1, "分工", "division", "pending", None, 0, False),
        (2, "需求分析", "custom", "pending", None, 0, False),
        (3, "系统设计", "custom", "pending", None, 0, False),
        (4, "中期提交", "submission", "pending", "link", 0, False),
        (5, "最终提交", "submission", "pending", "file", 0, False),
    ]


def test_the_history_says_that_the_import_set_the_status(run_import: Import, db: Connection) -> None:
    run_import(SAMPLE, "--yes")
    work = here(db, "major_assignment", 1)
    assert db.execute(
        "select s.position, t.generation, t.from_status, t.to_status, t.due_at, t.cause, t.effects"
        " from stage_transitions t join stages s on s.id = t.stage_id where s.assignment_id = %s order by 1",
        [work],
    ).fetchall() == [
        (0, 0, "pending", "completed", datetime(2026, 10, 21, 4, tzinfo=UTC), "import", {"system": "tgedu"}),
        (1, 0, "pending", "completed", datetime(2026, 10, 28, 4, tzinfo=UTC), "import", {"system": "tgedu"}),
        (2, 0, "pending", "completed", datetime(2026, 11, 11, 4, tzinfo=UTC), "import", {"system": "tgedu"}),
        (3, 0, "pending", "active", datetime(2026, 11, 11, 4, tzinfo=UTC), "import", {"system": "tgedu"}),
        (4, 0, "pending", "active", datetime(2026, 11, 18, 4, tzinfo=UTC), "import", {"system": "tgedu"}),
    ]
    assert one(db, "select count(*) from stages where status <> 'pending'") == one(
        db, "select count(*) from stage_transitions"
    )


def test_links_come_from_the_table_and_from_the_older_column(run_import: Import, db: Connection) -> None:
    run_import(SAMPLE, "--yes")
    assert db.execute(
        "select url, title from links where assignment_id = %s order by id", [here(db, "major_assignment", 4)]
    ).fetchall() == [
        ("https://example.org/%E4%B8%AD", "参考资料"),
        ("https://example.org/req", "https://example.org/req"),
    ]


def test_nothing_is_dropped_in_silence(run_import: Import) -> None:
    output = run_import(SAMPLE, "--dry-run").output
    assert (
        "Leaves columns for which Stageclock has no place: class.created_by (3 rows), class.description (3 rows), "
        "class.grade (3 rows), team_task.stage_id (11 rows), team_task.updated_at (11 rows), "
        "notification.notification_type (45 rows)\n"
    ) in output
    assert "Leaves tables" not in output


def test_a_directory_gives_the_same_as_its_tar(run_import: Import, store: Path, db: Connection) -> None:
    assert run_import(store, "--yes").exit_code == 0
    assert counts(db) == WHOLE
