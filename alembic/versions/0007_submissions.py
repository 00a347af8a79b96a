"""Hand-ins, their files and tickets, and later ends for single teams."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

review_state = postgresql.ENUM("waiting", "approved", "returned", name="review_state", create_type=False)
TYPES = (review_state,)


def upgrade() -> None:
    for type_ in TYPES:
        type_.create(op.get_bind(), checkfirst=False)
    op.create_table(
        "stage_extensions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("btrim(reason) <> ''", name=op.f("ck_stage_extensions_reason_is_not_blank")),
        sa.ForeignKeyConstraint(["granted_by"], ["users.id"], name=op.f("fk_stage_extensions_granted_by")),
        sa.ForeignKeyConstraint(["revoked_by"], ["users.id"], name=op.f("fk_stage_extensions_revoked_by")),
        sa.ForeignKeyConstraint(["stage_id"], ["stages.id"], name=op.f("fk_stage_extensions_stage_id")),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_stage_extensions_team_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_extensions")),
    )
    op.create_index(op.f("ix_stage_extensions_team_id"), "stage_extensions", ["team_id"], unique=False)
    op.create_index(
        "uq_stage_extensions_in_force",
        "stage_extensions",
        ["stage_id", "team_id"],
        unique=True,
        postgresql_where=sa.text("revoked_at is null"),
    )
    op.create_table(
        "submission_tickets",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["stage_id"], ["stages.id"], name=op.f("fk_submission_tickets_stage_id")),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_submission_tickets_team_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_submission_tickets_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_tickets")),
    )
    op.create_index("ix_submission_tickets_begun_at", "submission_tickets", ["begun_at"], unique=False)
    op.create_index(op.f("ix_submission_tickets_stage_id"), "submission_tickets", ["stage_id"], unique=False)
    op.create_index(op.f("ix_submission_tickets_team_id"), "submission_tickets", ["team_id"], unique=False)
    op.create_table(
        "submissions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("submitted_by", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("review", review_state, server_default="waiting", nullable=False),
        sa.Column("reviewed_by", sa.BigInteger(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_comment", sa.Text(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("url ~* '^https?://[^[:space:]]+$'", name=op.f("ck_submissions_url_is_http")),
        sa.CheckConstraint("attempt >= 1", name=op.f("ck_submissions_attempt_counts_from_one")),
        sa.CheckConstraint("submitted_at >= begun_at", name=op.f("ck_submissions_submitted_after_begun")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["users.id"], name=op.f("fk_submissions_reviewed_by")),
        sa.ForeignKeyConstraint(["stage_id"], ["stages.id"], name=op.f("fk_submissions_stage_id")),
        sa.ForeignKeyConstraint(["submitted_by"], ["users.id"], name=op.f("fk_submissions_submitted_by")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_submissions_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("stage_id", "team_id", "attempt", name=op.f("uq_submissions_stage_id_team_id_attempt")),
    )
    op.create_index(op.f("ix_submissions_team_id"), "submissions", ["team_id"], unique=False)
    op.create_table(
        "submission_files",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("btrim(file_name) <> ''", name=op.f("ck_submission_files_file_name_is_not_blank")),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_submission_files_sha256_is_hex")),
        sa.CheckConstraint("size_bytes >= 0", name=op.f("ck_submission_files_size_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_submission_files_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_files")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_submission_files_storage_key")),
    )
    op.create_index(op.f("ix_submission_files_submission_id"), "submission_files", ["submission_id"], unique=False)
    op.add_column("stages", sa.Column("max_files", sa.Integer(), server_default=sa.text("5"), nullable=False))
    op.add_column("stages", sa.Column("max_file_mb", sa.Integer(), server_default=sa.text("50"), nullable=False))
    op.add_column(
        "stages", sa.Column("file_types", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False)
    )
    op.create_check_constraint(op.f("ck_stages_max_files_is_sensible"), "stages", "max_files between 1 and 50")
    op.create_check_constraint(op.f("ck_stages_max_file_mb_is_positive"), "stages", "max_file_mb >= 1")


def downgrade() -> None:
    for column in ("file_types", "max_file_mb", "max_files"):
        op.drop_column("stages", column)
    op.drop_table("submission_files")
    op.drop_table("submissions")
    op.drop_table("submission_tickets")
    op.drop_table("stage_extensions")
    for type_ in reversed(TYPES):
        type_.drop(op.get_bind(), checkfirst=False)
