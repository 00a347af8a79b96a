"""What planning and running course work needs: edits that are counted, class lists to look at, failed sign-ins."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CLOCK = sa.text("clock_timestamp()")
GONE_STAGES = sa.text("action in ('stage_removed', 'assignment_deleted')")


def upgrade() -> None:
    for table in ("assignments", "stages"):
        op.add_column(table, sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.create_table(
        "roster_drafts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("course_id", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("encoding", sa.Text(), nullable=True),
        sa.Column("sheet", sa.Text(), nullable=True),
        sa.Column("rows", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=CLOCK, nullable=False),
        sa.CheckConstraint("jsonb_typeof(rows) = 'array'", name=op.f("ck_roster_drafts_rows_are_a_list")),
        sa.ForeignKeyConstraint(["course_id"], ["courses.id"], name=op.f("fk_roster_drafts_course_id")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_roster_drafts_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_drafts")),
    )
    op.create_index(op.f("ix_roster_drafts_course_id"), "roster_drafts", ["course_id"])
    op.create_index(op.f("ix_roster_drafts_created_at"), "roster_drafts", ["created_at"])
    op.create_table(
        "sign_in_failures",
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_sign_in_failures_failures_is_not_negative")),
        sa.PrimaryKeyConstraint("username", "address", name=op.f("pk_sign_in_failures")),
    )
    op.create_index(op.f("ix_sign_in_failures_last_at"), "sign_in_failures", ["last_at"])
    op.create_index("ix_audit_events_action_id", "audit_events", ["action", "id"])
    op.create_index("ix_audit_events_actor_id_id", "audit_events", ["actor_id", "id"])
    op.create_index(
        "ix_audit_events_gone_stages",
        "audit_events",
        ["details"],
        postgresql_using="gin",
        postgresql_ops={"details": "jsonb_path_ops"},
        postgresql_where=GONE_STAGES,
    )
    op.create_index("ix_stages_paused", "stages", ["assignment_id"], postgresql_where=sa.text("paused_at is not null"))


def downgrade() -> None:
    op.drop_index("ix_stages_paused", table_name="stages", postgresql_where=sa.text("paused_at is not null"))
    op.drop_index("ix_audit_events_gone_stages", table_name="audit_events", postgresql_where=GONE_STAGES)
    op.drop_index("ix_audit_events_actor_id_id", table_name="audit_events")
    op.drop_index("ix_audit_events_action_id", table_name="audit_events")
    op.drop_table("sign_in_failures")
    op.drop_table("roster_drafts")
    for table in ("stages", "assignments"):
        op.drop_column(table, "version")
