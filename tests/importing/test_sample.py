"""What the sample becomes."""

from datetime import UTC, datetime
from pathlib import Path

from werkzeug.security import check_password_hash

from tests.importing.conftest import Import
from tests.importing.sample import SAMPLE, Connection, counts, here
from tests.plans import one

WHOLE = {
    "users": 64,
    "courses": 3,
    "enrollments": 68,
    "assignments": 6,
    "assignment_teachers": 8,
    "links": 8,
    "stages": 41,
    "stage_transitions": 16,
    "import_sources": 64 + 3 + 68 + 6 + 8 + 8 + 41,
}


def test_the_sample_brings_all_but_the_stage_that_ends_before_it_starts(run_import: Import, db: Connection) -> None:
    result = run_import(SAMPLE, "--yes")
    assert result.exit_code == 0
    assert counts(db) == WHOLE
    assert "Refuses 1 row" in result.output
    assert "stage 13: it ends (2027-01-24 12:00:00 UTC) before it starts (2027-02-11 12:00:00 UTC)" in result.output


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
    for said in (
        "team (45 rows)", "team_member (66 rows)", "team_invitation (16 rows)", "leave_team_request (3 rows)",
        "dissolve_team_request (2 rows)", "division_role (18 rows)", "team_division (64 rows)",
        "stage_submission (38 rows)", "team_task (11 rows)", "notification (45 rows)",
        "class.grade (3 rows)", "class.description (3 rows)",
    ):  # fmt: skip
        assert said in output


def test_a_directory_gives_the_same_as_its_tar(run_import: Import, store: Path, db: Connection) -> None:
    assert run_import(store, "--yes").exit_code == 0
    assert counts(db) == WHOLE
