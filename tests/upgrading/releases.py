"""Later releases of Stageclock: this one's files, with a revision more and other code."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory

from tests.clusters import ROOT, Database, alembic_config

PARTS = ("app", "alembic", "sql")
REVISION = '''"""A later release."""

import sqlalchemy as sa
from alembic import op

revision = "{name}"
down_revision = "{before}"
branch_labels = None
depends_on = None

CONCURRENTLY = {{"ix_stages_{name}": "create index concurrently ix_stages_{name} on stages (name)"}}


def upgrade() -> None:
    op.add_column("stages", sa.Column("note_{name}", sa.Text(), nullable=True))
    op.add_column("stages", sa.Column("weight_{name}", sa.Integer(), server_default="1", nullable=False))
    op.create_index("ix_stages_{name}", "stages", ["name"], if_not_exists=True)


def downgrade() -> None:
    op.drop_index("ix_stages_{name}", table_name="stages")
    op.drop_column("stages", "weight_{name}")
    op.drop_column("stages", "note_{name}")
'''


@dataclass(frozen=True)
class Release:
    """One tree of files, and the revision it ends at."""

    home: Path
    head: str

    def upgrade(self, database: Database) -> subprocess.CompletedProcess[str]:
        """What its operator runs."""
        return self.alembic(database, "upgrade", "head")

    def alembic(self, database: Database, *words: str) -> subprocess.CompletedProcess[str]:
        """Alembic with this release's files and no others."""
        return subprocess.run(
            [sys.executable, "-m", "alembic", *words],
            cwd=self.home, env=self.environment(database), capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    def environment(self, database: Database) -> dict[str, str]:
        """What its operator's shell has."""
        return {
            "PATH": os.environ["PATH"], "PYTHONPATH": str(self.home),
            "MIGRATION_DATABASE_URL": database.url("stageclock_owner"),
        }  # fmt: skip


def later_releases(place: Path, count: int) -> list[Release]:
    """So many, each after the other: columns and an index more on `stages`, and code that is not the one before."""
    before = ScriptDirectory.from_config(alembic_config("")).get_current_head()
    assert before
    releases = [Release(ROOT, before)]
    for number in range(1, count + 1):
        releases.append(_after(releases[-1], place / f"release-{number}", f"later{number}"))
    return releases[1:]


def _after(last: Release, home: Path, name: str) -> Release:
    for part in PARTS:
        shutil.copytree(last.home / part, home / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(last.home / "alembic.ini", home)
    revision = REVISION.format(name=name, before=last.head)
    (home / "alembic" / "versions" / f"{name}.py").write_text(revision)
    for path in (home / "sql" / "views").glob("*.sql"):
        path.write_text(re.sub(r"\A", f"-- As of {name}.\n", path.read_text()))
    return Release(home, name)
