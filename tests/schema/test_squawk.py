"""squawk, a linter of migrations, finds nothing in the upgrade; what it need not look for stands in .squawk.toml."""

import io
import subprocess
import sys
from pathlib import Path

from alembic import command

from tests.clusters import ROOT, alembic_config

SQUAWK = Path(sys.executable).with_name("squawk")


def printed_upgrade() -> str:
    """What `alembic upgrade head --sql` prints."""
    config = alembic_config("postgresql://nobody@/nowhere")
    config.output_buffer = io.StringIO()
    command.upgrade(config, "head", sql=True)
    return str(config.output_buffer.getvalue())


def squawk(text: str) -> str:
    """What it finds, one a line; empty where nothing."""
    looked = subprocess.run(
        [SQUAWK, "--reporter", "gcc", "-c", ROOT / ".squawk.toml", "--stdin-filepath", "upgrade.sql"],
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    assert looked.returncode == (1 if looked.stdout else 0), looked.stderr
    return looked.stdout


def test_squawk_finds_nothing_in_the_upgrade() -> None:
    assert squawk(printed_upgrade()) == ""


def test_squawk_would_find_what_blocks_a_table_that_is_in_use() -> None:
    more = "create index on in_use (id); alter table in_use alter column id type text;"
    found = squawk(printed_upgrade() + more)
    assert "require-concurrent-index-creation" in found
    assert "changing-column-type" in found
