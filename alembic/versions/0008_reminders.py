"""Reminders of a stage's end."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stage_reminders",
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ahead", sa.Interval(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["stages.id"], name=op.f("fk_stage_reminders_stage_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("stage_id", "ends_at", "ahead", name=op.f("pk_stage_reminders")),
    )
    op.add_column(
        "assignments",
        sa.Column(
            "reminders",
            postgresql.ARRAY(sa.Interval()),
            server_default=sa.text("'{24:00:00,01:00:00}'"),
            nullable=False,
        ),
    )
    op.add_column("stages", sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_stages_to_remind",
        "stages",
        ["remind_at", "id"],
        unique=False,
        postgresql_where=sa.text("remind_at is not null and not held"),
    )
    op.create_index(
        "ix_notifications_unread", "notifications", ["recipient_id"], postgresql_where=sa.text("read_at is null")
    )


def downgrade() -> None:
    op.drop_index("ix_notifications_unread", table_name="notifications")
    op.drop_index(
        "ix_stages_to_remind", table_name="stages", postgresql_where=sa.text("remind_at is not null and not held")
    )
    op.drop_column("stages", "remind_at")
    op.drop_column("assignments", "reminders")
    op.drop_table("stage_reminders")
