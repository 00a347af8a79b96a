"""${message}

Revisions hold tables, types, constraints, indexes and jobs; behaviour lives in sql/ and is loaded by env.py.
The upgrade runs in one transaction while people wait: an index on a table that is in use is named in CONCURRENTLY, too
(app/installer/indexes.py), and built before. The release before this one must go on working with what is left of its
tables (docs/upgrading.md). Write no per cent sign.
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
