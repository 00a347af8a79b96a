"""Whatever is wrong in a request of a program is told in the language that it asks for, field by field."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from marshmallow import Schema, ValidationError, fields

from app.api.schemas.base import Out, Strict

CHINESE = re.compile("[\u4e00-\u9fff]")
SURROGATE = "\ud800"
WRONG: tuple[Any, ...] = (
    *(None, True, "", "x", " ", "a b", "x@", "-1", "0", "9" * 30, "x" * 20_001, "\0", SURROGATE, "2030-01-01"),
    *(0, -1, 1.5, 2**70, [], ["x"], [None], [0], [{}], [[]], [1] * 6000, {}, {"x": 1}, b"\xff"),
    *("2030-13-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-01-01T00:00:00Z"),
)


def taken() -> list[type[Schema]]:
    """What the interface takes, in bodies and in addresses; forms with files are read part by part elsewhere."""
    every, found = [Strict], []
    while every:
        every += [one for one in every.pop().__subclasses__() if one is not Out]
        found += every
    loaded = {schema for schema in found if "files" not in schema().fields}
    return sorted(loaded, key=lambda schema: schema.__name__)


def sentences(errors: Any) -> Iterator[str]:
    """All that was said, however deep."""
    if isinstance(errors, (dict, list)):
        for part in errors.values() if isinstance(errors, dict) else errors:
            yield from sentences(part)
    else:
        yield str(errors)


def said(schema: type[Schema], sent: Any) -> list[str]:
    """What is said of something that was sent."""
    try:
        schema().load(sent)
    except ValidationError as error:
        return list(sentences(error.messages))
    return []


@pytest.mark.parametrize("schema", taken(), ids=lambda schema: schema.__name__)
def test_every_mistake_is_told_in_both_languages(web: Flask, schema: type[Schema]) -> None:
    known: dict[str, fields.Field[Any]] = schema().fields
    sent = [{name: value} for name in known for value in WRONG]
    with web.test_request_context(), force_locale("zh_Hans_CN"):
        told = {sentence for body in [*sent, {}, [], "x", {"nobody knows": 1}] for sentence in said(schema, body)}
    assert len(told) >= 2, "what nobody knows is refused, and what is no object"
    assert {sentence for sentence in told if not CHINESE.search(sentence)} == set()
