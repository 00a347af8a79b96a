"""Teams, who is in them, and what is asked of whom."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

team_status = postgresql.ENUM("forming", "awaiting", "confirmed", "rejected", name="team_status", create_type=False)
invitation_status = postgresql.ENUM(
    "waiting", "accepted", "declined", "withdrawn", "cancelled", name="invitation_status", create_type=False
)
request_status = postgresql.ENUM(
    "waiting", "escalated", "approved", "declined", "withdrawn", name="request_status", create_type=False
)
TYPES = (
    team_status,
    invitation_status,
    request_status,
)


def upgrade() -> None:
    for type_ in TYPES:
        type_.create(op.get_bind(), checkfirst=False)
    op.create_table(
        "teams",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("leader_id", sa.BigInteger(), nullable=False),
        sa.Column("status", team_status, server_default="forming", nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("request_reason", sa.Text(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("transition_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_teams_name_is_not_blank")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_teams_assignment_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_teams_decided_by")),
        sa.ForeignKeyConstraint(["leader_id"], ["users.id"], name=op.f("fk_teams_leader_id")),
        sa.ForeignKeyConstraint(
            ["transition_id"],
            ["stage_transitions.id"],
            name=op.f("fk_teams_transition_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("id", "assignment_id", name=op.f("uq_teams_id_assignment_id")),
    )
    op.create_index(op.f("ix_teams_assignment_id"), "teams", ["assignment_id"], unique=False)
    op.create_index(op.f("ix_teams_leader_id"), "teams", ["leader_id"], unique=False)
    op.create_index(op.f("ix_teams_transition_id"), "teams", ["transition_id"], unique=False)
    op.create_table(
        "team_members",
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("transition_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id", "assignment_id"],
            ["teams.id", "teams.assignment_id"],
            name=op.f("fk_team_members_team_id_assignment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["transition_id"],
            ["stage_transitions.id"],
            name=op.f("fk_team_members_transition_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_team_members_user_id")),
        sa.PrimaryKeyConstraint("team_id", "user_id", name=op.f("pk_team_members")),
        sa.UniqueConstraint("assignment_id", "user_id", name=op.f("uq_team_members_assignment_id_user_id")),
    )
    op.create_index(op.f("ix_team_members_transition_id"), "team_members", ["transition_id"], unique=False)
    op.create_index(op.f("ix_team_members_user_id"), "team_members", ["user_id"], unique=False)
    op.create_table(
        "team_invitations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("invited_by", sa.BigInteger(), nullable=False),
        sa.Column("status", invitation_status, server_default="waiting", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(["invited_by"], ["users.id"], name=op.f("fk_team_invitations_invited_by")),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_team_invitations_team_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_team_invitations_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_invitations")),
    )
    op.create_index(op.f("ix_team_invitations_team_id"), "team_invitations", ["team_id"])
    op.create_index(
        "ix_team_invitations_user_id_waiting",
        "team_invitations",
        ["user_id"],
        unique=False,
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_index(
        "uq_team_invitations_waiting",
        "team_invitations",
        ["team_id", "user_id"],
        unique=True,
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_table(
        "leave_requests",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", request_status, server_default="waiting", nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("btrim(reason) <> ''", name=op.f("ck_leave_requests_reason_is_not_blank")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_leave_requests_decided_by")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_leave_requests_team_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_leave_requests_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave_requests")),
    )
    op.create_index(op.f("ix_leave_requests_team_id"), "leave_requests", ["team_id"])
    op.create_index(
        "uq_leave_requests_open",
        "leave_requests",
        ["team_id", "user_id"],
        unique=True,
        postgresql_where=sa.text("status in ('waiting', 'escalated')"),
    )
    op.create_table(
        "dissolve_requests",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("requested_by", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", request_status, server_default="waiting", nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("btrim(reason) <> ''", name=op.f("ck_dissolve_requests_reason_is_not_blank")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_dissolve_requests_decided_by")),
        sa.ForeignKeyConstraint(["requested_by"], ["users.id"], name=op.f("fk_dissolve_requests_requested_by")),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_dissolve_requests_team_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dissolve_requests")),
    )
    op.create_index(op.f("ix_dissolve_requests_team_id"), "dissolve_requests", ["team_id"])
    op.create_index(
        "uq_dissolve_requests_open",
        "dissolve_requests",
        ["team_id"],
        unique=True,
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_index(
        "ix_audit_events_of_teams",
        "audit_events",
        [sa.text("(details ->> 'assignment_id')"), "id"],
        postgresql_where=sa.text("subject_type = 'team'"),
    )
    # Only now are both tables there: a team's leader is one of its members, by the end of the transaction.
    op.create_foreign_key(
        op.f("fk_teams_leader_is_a_member"),
        "teams",
        "team_members",
        ["id", "leader_id"],
        ["team_id", "user_id"],
        initially="DEFERRED",
        deferrable=True,
    )


def downgrade() -> None:
    op.drop_index("ix_audit_events_of_teams", table_name="audit_events")
    op.drop_constraint(op.f("fk_teams_leader_is_a_member"), "teams", type_="foreignkey")
    op.drop_table("dissolve_requests")
    op.drop_table("leave_requests")
    op.drop_table("team_invitations")
    op.drop_table("team_members")
    op.drop_table("teams")
    for type_ in reversed(TYPES):
        type_.drop(op.get_bind(), checkfirst=False)
