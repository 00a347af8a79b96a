"""How many transitions there have been, kept, so that monitors need not count the whole history."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "transition_counts",
        sa.Column("kind", postgresql.ENUM(name="stage_kind", create_type=False), nullable=False),
        sa.Column("to_status", postgresql.ENUM(name="stage_status", create_type=False), nullable=False),
        sa.Column("cause", postgresql.ENUM(name="transition_cause", create_type=False), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "to_status", "cause", name=op.f("pk_transition_counts")),
    )


def downgrade() -> None:
    op.drop_table("transition_counts")
