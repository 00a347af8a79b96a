"""The commands that documents give, read from their blocks ```console (prompts `$ `, and what is printed) and ```sh.

A comment `<!-- situation: words -->` before a block names what is wrong where its commands are given: situations.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tests.clusters import ROOT

DOCUMENTS = (
    *(ROOT / name for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").glob("*.md")),
)
# What else may stand in a block: nothing there is typed at a prompt.
NO_COMMANDS = {"cron", "ini", "json", "nginx", "promql", "text", "yaml"}
FENCE = re.compile(r"^( *)```(\S*)$")
SITUATION = re.compile(r"^ *<!-- situation: (.+) -->$")
ASKS_STATUS = "echo $?"


@dataclass(frozen=True)
class Block:
    """One block of a document; `line` is that of its first line."""

    document: Path
    line: int
    language: str
    lines: tuple[str, ...]
    situation: str | None

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        return f"{self.document.relative_to(ROOT)}:{self.line}"


@dataclass(frozen=True)
class Command:
    """What is typed, what it prints (None: the document does not say) and its exit status."""

    text: str
    output: str | None = None
    status: int = 0


def blocks(document: Path) -> Iterator[Block]:
    """Every block of a document, in order."""
    situation: str | None = None
    started: tuple[int, str, str] | None = None
    found: list[str] = []
    for number, line in enumerate(document.read_text(encoding="utf-8").splitlines(), 1):
        fence = FENCE.match(line)
        if started is None and fence:
            started, found = (number + 1, fence[1], fence[2]), []
        elif started and fence and not fence[2]:
            indent = len(started[1])
            yield Block(document, started[0], started[2], tuple(text[indent:] for text in found), situation)
            situation, started = None, None
        elif started:
            found.append(line)
        elif line.strip():
            named = SITUATION.match(line)
            situation = named[1] if named else None
    assert started is None, f"{document}: the block at line {started} does not end"


def commands(block: Block) -> list[Command]:
    """The commands of a block, in order; none where it holds something else."""
    if block.language == "sh":
        return [Command(without_remark(text)) for text in joined(block.lines)]
    return asked_for_status(list(prompted(block.lines))) if block.language == "console" else []


def joined(lines: tuple[str, ...]) -> list[str]:
    """Lines of a script that are not empty, each with those that it goes on in."""
    return [line for line in re.split(r"(?<!\\)\n", "\n".join(lines)) if line.strip()]


def without_remark(text: str) -> str:
    """A command without what is said of it behind #."""
    return re.sub(r"\s+# .*", "", text)


def prompted(lines: tuple[str, ...]) -> Iterator[Command]:
    """What stands behind each prompt, with the lines below it."""
    for part in re.split(r"^\$ ", "\n".join(lines), flags=re.MULTILINE)[1:]:
        typed = re.match(r"(?:.*\\\n)*.*", part)
        assert typed is not None
        printed = part[typed.end() :].strip("\n")
        yield Command(typed[0], printed or None)


def asked_for_status(found: list[Command]) -> list[Command]:
    """The same, where `echo $?` says which status the command before it ends with."""
    kept: list[Command] = []
    for command in found:
        if command.text == ASKS_STATUS:
            kept[-1] = replace(kept[-1], status=int(command.output or 0))
        else:
            kept.append(command)
    return kept


def all_commands(document: Path) -> list[Command]:
    """Every command of a document."""
    return [command for block in blocks(document) for command in commands(block)]
