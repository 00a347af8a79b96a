"""Notices by mail: what waits to be sent, which kinds a person wants none of, and whether mail is on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TOPICS = ("stages", "reminders", "teams", "roles", "hand_ins", "messages")


def upgrade() -> None:
    mail_topic = postgresql.ENUM(*TOPICS, name="mail_topic", create_type=False)
    mail_topic.create(op.get_bind(), checkfirst=False)
    op.add_column(
        "users",
        sa.Column(
            "unmailed", postgresql.ARRAY(mail_topic), server_default=sa.text("'{}'::mail_topic[]"), nullable=False
        ),
    )
    op.add_column(
        "clock_control", sa.Column("is_mailing", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.create_table(
        "mail_outbox",
        sa.Column("notification_id", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("sent_at is null or dead_at is null", name=op.f("ck_mail_outbox_sent_or_dead")),
        sa.ForeignKeyConstraint(
            ["notification_id"],
            ["notifications.id"],
            name=op.f("fk_mail_outbox_notification_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("notification_id", name=op.f("pk_mail_outbox")),
    )
    op.create_index(
        "ix_mail_outbox_waiting",
        "mail_outbox",
        ["next_try_at", "notification_id"],
        unique=False,
        postgresql_where=sa.text("sent_at is null and dead_at is null"),
    )
    op.create_index(
        "ix_mail_outbox_sent_at", "mail_outbox", ["sent_at"], postgresql_where=sa.text("sent_at is not null")
    )
    op.create_index(
        "ix_mail_outbox_dead_at", "mail_outbox", ["dead_at"], postgresql_where=sa.text("dead_at is not null")
    )


def downgrade() -> None:
    op.drop_table("mail_outbox")
    op.drop_column("clock_control", "is_mailing")
    op.drop_column("users", "unmailed")
    op.execute("drop type mail_topic")
