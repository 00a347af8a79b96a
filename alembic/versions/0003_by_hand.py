"""What people do to the clock by hand: the audit, who paused what and why, and what calls the tick."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_audit_events_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
    )
    op.create_index("ix_audit_events_subject_type_subject_id", "audit_events", ["subject_type", "subject_id", "id"])
    for table in ("assignments", "stages"):
        op.add_column(table, sa.Column("paused_by", sa.BigInteger(), nullable=True))
        op.add_column(table, sa.Column("pause_reason", sa.Text(), nullable=True))
        op.create_foreign_key(op.f(f"fk_{table}_paused_by"), table, "users", ["paused_by"], ["id"])
    op.add_column("clock_control", sa.Column("driver", sa.Text(), server_default="pg_cron", nullable=False))
    op.add_column(
        "clock_control",
        sa.Column("driver_interval", sa.Interval(), server_default=sa.text("'1 minute'"), nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_clock_control_driver_is_known"), "clock_control", "driver in ('pg_cron', 'other_database', 'external')"
    )
    op.create_check_constraint(
        op.f("ck_clock_control_driver_interval_is_positive"), "clock_control", "driver_interval >= interval '1 second'"
    )


def downgrade() -> None:
    op.drop_column("clock_control", "driver_interval")
    op.drop_column("clock_control", "driver")
    for table in ("stages", "assignments"):
        op.drop_column(table, "pause_reason")
        op.drop_column(table, "paused_by")
    op.drop_table("audit_events")
