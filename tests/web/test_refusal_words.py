"""Every refusal of the database has an HTTP status and is said in the reader's language."""

import re
from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from app.errors import STATUS, Refused
from app.sentences import SENTENCES
from tests.clusters import ROOT
from tests.web.conftest import CATALOGUE

SQL = "\n".join(file.read_text() for file in sorted((ROOT / "sql").rglob("*.sql")))
CODE_LINES = re.sub(r"--.*", "", SQL)


def sentences_in_sql() -> set[str]:
    """What `refuse` is called with, and what a trigger says itself together with one of our SQLSTATEs."""
    called = re.findall(r"refuse\(\s*'SC\d{3}',\s*'((?:[^']|'')+)'", CODE_LINES)
    raised = re.findall(r"errcode = 'SC\d{3}',\s*message = '((?:[^']|'')+)'", CODE_LINES)
    return {sentence.replace("''", "'") for sentence in [*called, *raised]}


def test_the_sentences_of_the_database_and_of_the_pages_are_the_same() -> None:
    assert sentences_in_sql() == SENTENCES


def test_no_refusal_escapes_this_test() -> None:
    assert len(re.findall(r"'SC\d{3}'", CODE_LINES)) == len(
        re.findall(r"(?:refuse\(\s*|errcode = )'SC\d{3}',\s*(?:message = )?'(?:[^']|'')+'\s*[,)]?", CODE_LINES)
    )


def test_every_private_sqlstate_of_the_database_has_its_http_status() -> None:
    used = set(re.findall(r"'(SC\d{3})'", CODE_LINES))
    assert used == {state for state in STATUS if state.startswith("SC")}


def test_every_sentence_is_translated() -> None:
    chinese = read_po(BytesIO(CATALOGUE.read_bytes()), locale="zh_Hans_CN")
    untold = [sentence for sentence in SENTENCES if not (found := chinese.get(sentence)) or not found.string]
    assert not untold


@pytest.mark.parametrize("sqlstate", ["P0001", "23505", "SC999", "XX000"])
def test_what_the_table_does_not_know_is_a_fault_of_ours(sqlstate: str) -> None:
    refused = Refused(sqlstate, "a detail")
    assert refused.status == 500
    assert refused.sentence is None


@pytest.mark.parametrize("sqlstate", ["40001", "40P01", "55P03", "57014"])
def test_what_only_came_at_a_bad_moment_may_be_tried_again(sqlstate: str) -> None:
    assert Refused(sqlstate, "a detail").status == 503
