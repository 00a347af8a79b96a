"""The interface speaks in one manner: what the specification says of names, kinds and addresses, checked as a whole."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.web.programs import API

Spec = dict[str, Any]
PREFIX = re.compile(r"^(is|has|must)_")


@pytest.fixture
def spec(web: Flask) -> Spec:
    found: Spec = web.test_client().get(f"{API}/openapi.json").get_json()
    return found


def operations(spec: Spec) -> Iterator[tuple[str, str, Spec]]:
    """Every operation with its method and path."""
    for path, item in spec["paths"].items():
        for method in item.keys() & {"get", "post", "put", "patch", "delete"}:
            yield method, path, item[method]


def given(spec: Spec) -> Iterator[tuple[str, str, Spec]]:
    """Every field that is given, with its shape's name."""
    for name, shape in spec["components"]["schemas"].items():
        if name.endswith(("Out", "Page")):
            yield from ((name, field, said) for field, said in shape["properties"].items())


def kinds(said: Spec) -> set[str]:
    """The JSON types of a field, null left out."""
    found = said.get("type", [])
    return set([found] if isinstance(found, str) else found) - {"null"}


def test_every_operation_has_a_name_of_its_own(spec: Spec) -> None:
    names = Counter(operation["operationId"] for _method, _path, operation in operations(spec))
    assert [name for name, number in names.items() if number > 1] == []
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name)] == []


def test_every_operation_says_what_it_does(spec: Spec) -> None:
    for method, path, operation in operations(spec):
        assert operation["summary"].endswith("."), (method, path)
        assert not operation["summary"].startswith(("The same", "Take that")), (method, path)


def test_what_is_true_or_false_is_named_as_a_question(spec: Spec) -> None:
    answers = [(name, field) for name, field, said in given(spec) if kinds(said) == {"boolean"}]
    assert len(answers) > 10 and [each for each in answers if not PREFIX.match(each[1])] == []


def test_keys_instants_and_numbers_of_things_are_named_as_such(spec: Spec) -> None:
    for name, field, said in given(spec):
        if said.get("format") == "date-time":
            assert field.endswith(("_at", "_until", "as_of")) or field in {"before", "after"}, (name, field)
        if said.get("maximum") == 2**63 - 1:
            assert field == "id" or field.endswith("_id"), (name, field)
        if field.endswith("_id") or field.endswith("_count"):
            assert kinds(said) == {"integer"}, (name, field)
        if field.endswith(("_ids", "_names")):
            assert kinds(said) == {"array"}, (name, field)


def test_a_person_is_named_alike_everywhere(spec: Spec) -> None:
    asked = {parameter["name"] for *_, one in operations(spec) for parameter in one.get("parameters", [])}
    paths = {part for path in spec["paths"] for part in re.findall(r"{(\w+)}", path)}
    fields = {field for shape in spec["components"]["schemas"].values() for field in shape.get("properties", {})}
    assert "user_id" in asked & paths & fields
    assert "person_id" not in asked | paths | fields


def test_what_a_preview_gave_goes_back_under_the_same_name(spec: Spec) -> None:
    schemas = spec["components"]["schemas"]
    assert "digest" in schemas["ForesightOut"]["properties"].keys() & schemas["MovesOut"]["properties"].keys()
    for name in ("SentAct", "ReopeningIn", "ScheduleIn", "StageEditIn", "ShiftIn", "CopyIn", "PlanCopyIn"):
        assert "digest" in schemas[name]["properties"], name


def test_every_list_comes_by_pages(spec: Spec) -> None:
    for method, path, operation in operations(spec):
        content = operation["responses"].get("200", {}).get("content", {}).get("application/json", {})
        if method == "get" and operation["operationId"].startswith("list_"):
            assert content["schema"]["$ref"].endswith("Page"), path
