"""The tables of courses, course work, stages and the clock.

Types and keys as DESIGN names them. What a column means stands in app/models.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def enum(name: str, *values: str) -> postgresql.ENUM:
    """A type that several tables share: made once, here, and not by the first table that uses it."""
    return postgresql.ENUM(*values, name=name, create_type=False)


user_role = enum("user_role", "admin", "teacher", "student")
enrollment_role = enum("enrollment_role", "teacher", "student")
assignment_state = enum("assignment_state", "draft", "published", "archived")
stage_status = enum("stage_status", "pending", "active", "completed")
stage_kind = enum("stage_kind", "team_formation", "division", "submission", "custom")
transition_cause = enum("transition_cause", "clock", "teacher", "operator", "import")
run_outcome = enum("run_outcome", "running", "ok", "crashed", "paused", "foreign_copy", "migrating")
TYPES = (user_role, enrollment_role, assignment_state, stage_status, stage_kind, transition_cause, run_outcome)


def upgrade() -> None:
    for type_ in TYPES:
        type_.create(op.get_bind(), checkfirst=False)
    op.create_table(
        "clock_control",
        sa.Column("singleton", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column(
            "heartbeat_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("home_system", sa.BigInteger(), nullable=False),
        sa.Column("home_database", postgresql.OID(), nullable=False),
        sa.CheckConstraint("singleton", name=op.f("ck_clock_control_one_row")),
        sa.PrimaryKeyConstraint("singleton", name=op.f("pk_clock_control")),
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "clock_runs",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", run_outcome, nullable=False),
        sa.Column("activated", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("completed", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("failed", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("oldest_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("backend_pid", sa.Integer(), server_default=sa.text("pg_backend_pid()"), nullable=False),
        sa.Column("backend_start", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(outcome = 'running') = (finished_at is null)", name=op.f("ck_clock_runs_finished_unless_running")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_runs")),
    )
    op.create_index(
        "ix_clock_runs_running", "clock_runs", ["id"], unique=False, postgresql_where=sa.text("outcome = 'running'")
    )
    op.create_index("ix_clock_runs_started_at", "clock_runs", ["started_at"], unique=False)
    op.create_table(
        "courses",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_courses_name_is_not_blank")),
        sa.CheckConstraint("code = btrim(code) and code <> ''", name=op.f("ck_courses_code_is_trimmed")),
        sa.CheckConstraint(
            "((time_zone = 'UTC' or time_zone ~ '/') and timestamp '2000-01-01' at time zone time_zone is not null)",
            name=op.f("ck_courses_time_zone_exists"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses")),
        sa.UniqueConstraint("code", name=op.f("uq_courses_code")),
    )
    op.create_table(
        "import_sources",
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("source_table", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("system", "source_table", "source_id", name=op.f("pk_import_sources")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("student_number", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("role", user_role, server_default="student", nullable=False),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_users_name_is_not_blank")),
        sa.CheckConstraint(
            "student_number = btrim(student_number) and student_number <> ''",
            name=op.f("ck_users_student_number_is_trimmed"),
        ),
        sa.CheckConstraint(
            "time_zone is null or ((time_zone = 'UTC' or time_zone ~ '/') and timestamp '2000-01-01' at time zone time_zone is not null)",
            name=op.f("ck_users_time_zone_exists"),
        ),
        sa.CheckConstraint("username = btrim(username) and username <> ''", name=op.f("ck_users_username_is_trimmed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("student_number", name=op.f("uq_users_student_number")),
    )
    op.create_index("uq_users_username_without_case", "users", [sa.literal_column("lower(username)")], unique=True)
    op.create_table(
        "assignments",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("course_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("min_team_size", sa.Integer(), server_default=sa.text("2"), nullable=False),
        sa.Column("max_team_size", sa.Integer(), server_default=sa.text("5"), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", assignment_state, server_default="draft", nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("btrim(title) <> ''", name=op.f("ck_assignments_title_is_not_blank")),
        sa.CheckConstraint(
            "((time_zone = 'UTC' or time_zone ~ '/') and timestamp '2000-01-01' at time zone time_zone is not null)",
            name=op.f("ck_assignments_time_zone_exists"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_assignments_ends_after_start")),
        sa.CheckConstraint(
            "starts_at between timestamptz '1900-01-01 00:00+00' and timestamptz '9000-01-01 00:00+00' and ends_at between timestamptz '1900-01-01 00:00+00' and timestamptz '9000-01-01 00:00+00'",
            name=op.f("ck_assignments_dates_are_plausible"),
        ),
        sa.CheckConstraint(
            "min_team_size >= 1 and max_team_size >= min_team_size", name=op.f("ck_assignments_team_sizes_in_order")
        ),
        sa.ForeignKeyConstraint(["course_id"], ["courses.id"], name=op.f("fk_assignments_course_id")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_assignments_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_course_id"), "assignments", ["course_id"], unique=False)
    op.create_table(
        "enrollments",
        sa.Column("course_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("role", enrollment_role, nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(["course_id"], ["courses.id"], name=op.f("fk_enrollments_course_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_enrollments_user_id")),
        sa.PrimaryKeyConstraint("course_id", "user_id", name=op.f("pk_enrollments")),
    )
    op.create_index(op.f("ix_enrollments_user_id"), "enrollments", ["user_id"], unique=False)
    op.create_table(
        "assignment_teachers",
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_assignment_teachers_assignment_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_assignment_teachers_user_id")),
        sa.PrimaryKeyConstraint("assignment_id", "user_id", name=op.f("pk_assignment_teachers")),
    )
    op.create_index(op.f("ix_assignment_teachers_user_id"), "assignment_teachers", ["user_id"], unique=False)
    op.create_table(
        "attachments",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("uploaded_by", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("btrim(file_name) <> ''", name=op.f("ck_attachments_file_name_is_not_blank")),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_attachments_sha256_is_hex")),
        sa.CheckConstraint("size_bytes >= 0", name=op.f("ck_attachments_size_is_not_negative")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_attachments_assignment_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["users.id"], name=op.f("fk_attachments_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_attachments_storage_key")),
    )
    op.create_index(op.f("ix_attachments_assignment_id"), "attachments", ["assignment_id"], unique=False)
    op.create_table(
        "links",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("btrim(title) <> ''", name=op.f("ck_links_title_is_not_blank")),
        sa.CheckConstraint("url ~* '^https?://[^[:space:]]+$'", name=op.f("ck_links_url_is_http")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_links_assignment_id")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_links_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
    )
    op.create_index(op.f("ix_links_assignment_id"), "links", ["assignment_id"], unique=False)
    op.create_table(
        "stages",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", stage_kind, nullable=False),
        sa.Column("status", stage_status, server_default="pending", nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submission_mode", sa.Text(), nullable=True),
        sa.Column("generation", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_stages_name_is_not_blank")),
        sa.CheckConstraint("submission_mode in ('file', 'link')", name=op.f("ck_stages_submission_mode_is_known")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_stages_ends_after_start")),
        sa.CheckConstraint(
            "starts_at between timestamptz '1900-01-01 00:00+00' and timestamptz '9000-01-01 00:00+00' and ends_at between timestamptz '1900-01-01 00:00+00' and timestamptz '9000-01-01 00:00+00'",
            name=op.f("ck_stages_dates_are_plausible"),
        ),
        sa.CheckConstraint("position >= 0", name=op.f("ck_stages_position_is_not_negative")),
        sa.CheckConstraint("generation >= 0", name=op.f("ck_stages_generation_is_not_negative")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_stages_assignment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stages")),
        sa.UniqueConstraint(
            "assignment_id",
            "position",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_stages_assignment_id_position"),
        ),
    )
    op.create_index(
        "ix_stages_to_close",
        "stages",
        ["ends_at", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'active' and not held"),
    )
    op.create_index(
        "ix_stages_to_open",
        "stages",
        ["starts_at", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'pending' and not held"),
    )
    op.create_table(
        "stage_attempts",
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("to_status", stage_status, nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("quarantined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sqlstate", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_stage_attempts_attempts_is_not_negative")),
        sa.CheckConstraint("to_status <> 'pending'", name=op.f("ck_stage_attempts_nothing_becomes_pending")),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["stages.id"], name=op.f("fk_stage_attempts_stage_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("stage_id", "to_status", name=op.f("pk_stage_attempts")),
    )
    op.create_table(
        "stage_transitions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("from_status", stage_status, nullable=False),
        sa.Column("to_status", stage_status, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", transition_cause, nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("effects", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint(
            "(from_status, to_status) in (('pending', 'active'), ('pending', 'completed'), ('active', 'completed'), ('completed', 'active'))",
            name=op.f("ck_stage_transitions_transition_is_possible"),
        ),
        sa.CheckConstraint("generation >= 0", name=op.f("ck_stage_transitions_generation_is_not_negative")),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_stage_transitions_actor_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stages.id"], name=op.f("fk_stage_transitions_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_transitions")),
        sa.UniqueConstraint(
            "stage_id", "generation", "to_status", name=op.f("uq_stage_transitions_stage_id_generation_to_status")
        ),
    )
    op.create_table(
        "notifications",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("recipient_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("transition_id", sa.BigInteger(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(["recipient_id"], ["users.id"], name=op.f("fk_notifications_recipient_id")),
        sa.ForeignKeyConstraint(
            ["transition_id"], ["stage_transitions.id"], name=op.f("fk_notifications_transition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint(
            "transition_id", "recipient_id", "kind", name=op.f("uq_notifications_transition_id_recipient_id_kind")
        ),
    )
    op.create_index("ix_notifications_recipient_id_id", "notifications", ["recipient_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_notifications_recipient_id_id", table_name="notifications")
    op.drop_table("notifications")
    op.drop_table("stage_transitions")
    op.drop_table("stage_attempts")
    op.drop_index("ix_stages_to_open", table_name="stages", postgresql_where=sa.text("status = 'pending' and not held"))
    op.drop_index("ix_stages_to_close", table_name="stages", postgresql_where=sa.text("status = 'active' and not held"))
    op.drop_table("stages")
    op.drop_index(op.f("ix_links_assignment_id"), table_name="links")
    op.drop_table("links")
    op.drop_index(op.f("ix_attachments_assignment_id"), table_name="attachments")
    op.drop_table("attachments")
    op.drop_index(op.f("ix_assignment_teachers_user_id"), table_name="assignment_teachers")
    op.drop_table("assignment_teachers")
    op.drop_index(op.f("ix_enrollments_user_id"), table_name="enrollments")
    op.drop_table("enrollments")
    op.drop_index(op.f("ix_assignments_course_id"), table_name="assignments")
    op.drop_table("assignments")
    op.drop_index("uq_users_username_without_case", table_name="users")
    op.drop_table("users")
    op.drop_table("import_sources")
    op.drop_table("courses")
    op.drop_index("ix_clock_runs_started_at", table_name="clock_runs")
    op.drop_index("ix_clock_runs_running", table_name="clock_runs", postgresql_where=sa.text("outcome = 'running'"))
    op.drop_table("clock_runs")
    op.drop_table("clock_control")
    for type_ in reversed(TYPES):
        type_.drop(op.get_bind(), checkfirst=False)
