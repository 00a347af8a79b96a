"""What a revision may do to tables that an installation has: nothing that keeps people waiting."""

import ast
from pathlib import Path

from alembic.script import ScriptDirectory

from tests.clusters import alembic_config
from tests.upgrading.releases import REVISION

# The head of the first release: what came before, nobody had yet.
FIRST_RELEASE = "0011"


def calls(text: str, operation: str) -> list[ast.Call]:
    """The calls of one of Alembic's operations in `upgrade()`."""
    (upgrade,) = (node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef) and node.name == "upgrade")
    found = [node for node in ast.walk(upgrade) if isinstance(node, ast.Call)]
    return [node for node in found if isinstance(node.func, ast.Attribute) and node.func.attr == operation]


def words(call: ast.Call) -> list[str]:
    """Its arguments by place, as far as they are plain texts, also inside op.f()."""
    inner = [node.args[0] if isinstance(node, ast.Call) else node for node in call.args]
    return [str(node.value) if isinstance(node, ast.Constant) else "" for node in inner]


def unprepared(text: str) -> list[str]:
    """Indexes on tables that the revision does not make itself, and that nothing builds beforehand."""
    made = {words(call)[0] for call in calls(text, "create_table")}
    wanted = [words(call) for call in calls(text, "create_index")]
    ahead = [node for node in ast.parse(text).body if isinstance(node, ast.Assign)]
    named = {
        key.value
        for node in ahead
        if isinstance(node.value, ast.Dict) and ast.unparse(node.targets[0]) == "CONCURRENTLY"
        for key in node.value.keys
        if isinstance(key, ast.Constant)
    }
    return [name for name, table, *_ in wanted if table not in made and name not in named]


def test_indexes_on_tables_in_use_are_built_before_the_upgrade() -> None:
    scripts = ScriptDirectory.from_config(alembic_config(""))
    for revision in scripts.iterate_revisions("head", FIRST_RELEASE):
        assert unprepared(Path(revision.path).read_text()) == [], revision.revision


def test_one_that_is_not_would_be_found() -> None:
    good = REVISION.format(name="later", before="0011")
    forgetful = "\n".join(line for line in good.splitlines() if not line.startswith("CONCURRENTLY"))
    assert unprepared(good) == []
    assert unprepared(forgetful) == ["ix_stages_later"]
