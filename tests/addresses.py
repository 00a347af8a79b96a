"""What answers to GET: every address that the application knows, with something in its variable parts."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from flask import Flask
from werkzeug.routing import AnyConverter, Rule

ENDLESS = {"live.stream"}  # what never stops answering is tried in tests/live/
Places = Mapping[str, Sequence[int]]


def addresses(app: Flask, places: Places) -> list[str]:
    """Every address but those of static files; `places` holds keys by the names that rules give them."""
    return [address for built in addresses_by_rule(app, places).values() for address in built]


def addresses_by_rule(app: Flask, places: Places) -> dict[str, list[str]]:
    """The same by the rule that they come from, without what answers for ever."""
    ending = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in ENDLESS]
    rules = [rule for rule in ending if "GET" in (rule.methods or ()) and not _is_for_programs(rule)]
    return {rule.rule: list(_built(app, rule, places)) for rule in rules if "filename" not in rule.arguments}


def _is_for_programs(rule: Rule) -> bool:
    """Whether it answers programs only, in JSON: tests/web/test_api_specification.py tries those."""
    return rule.rule.startswith("/api/v1/") and bool(rule.arguments)


def _built(app: Flask, rule: Rule, places: Places) -> Iterator[str]:
    """One rule with every choice of words and every key; nothing where there is no key."""
    words = {name: sorted(part.items) for name, part in rule._converters.items() if isinstance(part, AnyConverter)}
    names = sorted(rule.arguments)
    for values in product(*({**places, **words}[name] for name in names)):
        yield app.url_map.bind("").build(rule.endpoint, dict(zip(names, values, strict=True)))
