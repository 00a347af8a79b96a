"""Addresses of calendar feeds."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_addresses",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("length(token) >= 40", name=op.f("ck_calendar_addresses_token_is_long")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_calendar_addresses_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_calendar_addresses")),
        sa.UniqueConstraint("token", name=op.f("uq_calendar_addresses_token")),
    )


def downgrade() -> None:
    op.drop_table("calendar_addresses")
