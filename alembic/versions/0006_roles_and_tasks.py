"""What a team shares out among its members: roles and tasks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

task_priority = postgresql.ENUM("low", "normal", "high", name="task_priority", create_type=False)
TYPES = (task_priority,)


def upgrade() -> None:
    for type_ in TYPES:
        type_.create(op.get_bind(), checkfirst=False)
    op.create_table(
        "division_roles",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("required", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_division_roles_name_is_not_blank")),
        sa.ForeignKeyConstraint(["stage_id"], ["stages.id"], name=op.f("fk_division_roles_stage_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_division_roles_team_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_division_roles")),
    )
    op.create_index(op.f("ix_division_roles_team_id"), "division_roles", ["team_id"], unique=False)
    op.create_index(
        "uq_division_roles_name",
        "division_roles",
        ["stage_id", sa.literal_column("coalesce(team_id, 0)"), sa.literal_column("lower(name)")],
        unique=True,
    )
    op.create_table(
        "role_assignments",
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("role_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("assigned_by", sa.BigInteger(), nullable=True),
        sa.Column("transition_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(["assigned_by"], ["users.id"], name=op.f("fk_role_assignments_assigned_by")),
        sa.ForeignKeyConstraint(
            ["role_id"], ["division_roles.id"], name=op.f("fk_role_assignments_role_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "user_id"],
            ["team_members.team_id", "team_members.user_id"],
            name=op.f("fk_role_assignments_team_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["transition_id"],
            ["stage_transitions.id"],
            name=op.f("fk_role_assignments_transition_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("team_id", "role_id", "user_id", name=op.f("pk_role_assignments")),
    )
    op.create_index(op.f("ix_role_assignments_role_id"), "role_assignments", ["role_id"], unique=False)
    op.create_index(op.f("ix_role_assignments_transition_id"), "role_assignments", ["transition_id"], unique=False)
    op.create_table(
        "team_tasks",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("assignee_id", sa.BigInteger(), nullable=True),
        sa.Column("priority", task_priority, server_default="normal", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("progress", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("btrim(title) <> ''", name=op.f("ck_team_tasks_title_is_not_blank")),
        sa.CheckConstraint("progress between 0 and 100", name=op.f("ck_team_tasks_progress_is_per_cent")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_team_tasks_created_by")),
        sa.ForeignKeyConstraint(
            ["team_id", "assignee_id"],
            ["team_members.team_id", "team_members.user_id"],
            name=op.f("fk_team_tasks_team_id_assignee_id"),
            ondelete="SET NULL (assignee_id)",
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_team_tasks_team_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_tasks")),
    )
    op.create_index(op.f("ix_team_tasks_team_id"), "team_tasks", ["team_id"], unique=False)
    op.create_table(
        "task_updates",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("progress between 0 and 100", name=op.f("ck_task_updates_progress_is_per_cent")),
        sa.ForeignKeyConstraint(
            ["task_id"], ["team_tasks.id"], name=op.f("fk_task_updates_task_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_task_updates_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_updates")),
    )
    op.create_index(op.f("ix_task_updates_task_id"), "task_updates", ["task_id"], unique=False)


def downgrade() -> None:
    op.drop_table("task_updates")
    op.drop_table("team_tasks")
    op.drop_table("role_assignments")
    op.drop_table("division_roles")
    for type_ in reversed(TYPES):
        type_.drop(op.get_bind(), checkfirst=False)
