"""${message}

Revisions hold tables, types, constraints, indexes and jobs; behaviour lives in sql/ and is loaded by env.py.
The whole upgrade runs in one transaction under a lock timeout of 4 s: an index on a large table belongs in a
revision of its own, built concurrently inside op.get_context().autocommit_block(). Write no per cent sign.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
