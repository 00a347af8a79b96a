"""docs/database.md says what the database offers: every door with its arguments, every refusal with its sentence."""

import re
from typing import Any

import psycopg

from app.installer import code
from tests.clusters import ROOT

Connection = psycopg.Connection[Any]
PAGE = (ROOT / "docs" / "database.md").read_text(encoding="utf-8")
CALL = re.compile(r"^\| `stageclock\.(\w+)\((.*?)\)` \| (.+) \|$", re.MULTILINE)
REFUSAL = re.compile(r"refuse\(\s*'(SC\d{3})',\s*'([^']+)'\)")
RAISED = re.compile(r"errcode = '(SC\d{3})',\s*message = '([^']+)'")


def arguments(db: Connection, name: str) -> str:
    """The arguments of a function as the page writes them: without `p_` and `_id`."""
    found = db.execute(
        "select proargnames[1:pronargs] from pg_proc where proname = %s and pronamespace = 'stageclock'::regnamespace",
        [name],
    ).fetchall()
    assert len(found) == 1, f"{name}: {len(found)} functions"
    return ", ".join(argument.removeprefix("p_").removesuffix("_id") for argument in found[0][0] or ())


def test_every_door_stands_on_the_page_once_with_its_arguments(db: Connection) -> None:
    listed = [(name, written) for name, written, _ in CALL.findall(PAGE)]
    doors = sorted(path.stem for path in (code.SQL_DIR / "api").glob("*.sql"))
    assert sorted(name for name, _ in listed) == doors
    assert listed == [(name, arguments(db, name)) for name, _ in listed]


def test_every_refusal_of_the_code_stands_on_the_page_and_no_other() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in code.files())
    raised = set(REFUSAL.findall(text)) | set(RAISED.findall(text))
    rows = [line.split("|")[1:4] for line in PAGE.split("\n## Refusals\n")[1].splitlines() if line.startswith("| `SC")]
    listed = {(row[0].strip().strip("`"), said) for row in rows for said in re.findall("“([^”]+)”", row[2])}
    assert listed == raised
