"""Every command in the documents works: it ends with the status, and prints the words, that stand there."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.cli.operator import operators_app
from tests.clusters import ROOT
from tests.docs.commands import DOCUMENTS, NO_COMMANDS, Block, all_commands, blocks, commands
from tests.docs.comparing import is_as_shown
from tests.docs.elsewhere import BY_ANOTHER_TEST, covers, runs_elsewhere
from tests.docs.machine import Machine, machine
from tests.docs.situations import SITUATIONS

NAMED = re.compile(r"`(?:\.venv/bin/)?flask (?:--app app )?([a-z-]+(?: [a-z-]+)?)")
WITH_COMMANDS = ("console", "sh", "sql")
ALL = [block for document in DOCUMENTS for block in blocks(document)]
# The Chinese README gives the English one's commands, as a test below says.
RUN = sorted({block.document for block in ALL if block.language in WITH_COMMANDS} - {ROOT / "README.zh-CN.md"})


@pytest.fixture(scope="module")
def running() -> Iterator[Machine]:
    """One machine for all documents; each leaves it as it found it."""
    with machine() as made:
        yield made


def try_block(running: Machine, block: Block) -> None:
    """Bring about what is wrong, then give the commands one after the other."""
    if block.situation:
        SITUATIONS[block.situation](running)
    if block.language == "sql":
        status, printed = running.sql("\n".join(block.lines))
        assert status == 0, f"{block.place}\n{printed}"
    for command in commands(block):
        if runs_elsewhere(command.text):
            continue
        status, printed = running.run(command.text)
        said = f"{block.place}: {command.text}\nends with status {status} and prints\n{printed}"
        assert status == command.status, said
        assert command.output is None or is_as_shown(command.output, printed), said


@pytest.mark.parametrize("document", RUN, ids=lambda document: document.name)
def test_every_command_of_the_document_works(running: Machine, document: Path) -> None:
    running.forget()
    for block in blocks(document):
        if block.language in WITH_COMMANDS:
            try_block(running, block)


@pytest.mark.parametrize("block", ALL, ids=lambda block: block.place)
def test_every_block_says_what_it_holds(block: Block) -> None:
    assert block.language in {*WITH_COMMANDS, *NO_COMMANDS}
    assert block.language not in {"console", "sh"} or commands(block), "no command in it"
    assert block.situation is None or block.situation in SITUATIONS


def test_every_situation_and_every_exception_is_needed() -> None:
    assert {block.situation for block in ALL} - {None} == set(SITUATIONS)
    typed = {command.text for document in DOCUMENTS for command in all_commands(document)}
    assert [pattern for pattern in BY_ANOTHER_TEST if not any(covers(pattern, text) for text in typed)] == []


def test_every_exception_names_a_test_that_there_is() -> None:
    assert sorted(test for test in set(BY_ANOTHER_TEST.values()) if not (ROOT / test).is_file()) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_command_that_is_named_in_a_sentence_exists(document: Path) -> None:
    context = click.Context(operators_app().cli)
    for words in NAMED.findall(document.read_text(encoding="utf-8")):
        command: click.Command | None = operators_app().cli
        for word in words.split():
            if isinstance(command, click.Group):
                command = command.get_command(context, word)
        assert command is not None, words


def test_the_two_readmes_give_the_same_commands() -> None:
    english, chinese = (all_commands(ROOT / name) for name in ("README.md", "README.zh-CN.md"))
    assert english == chinese
