"""Where the time of a page goes, by cProfile in this process: which library takes which share of it."""

import cProfile
import pstats
from collections import Counter
from typing import Any

from bench.web.statements import asking
from tests.clusters import Database

TIMES = 200
WAITING = "waiting for PostgreSQL"
# The first that is found in a file's name.
LAYERS = {
    "psycopg": ("/psycopg/",),
    "SQLAlchemy": ("/sqlalchemy/", "/flask_sqlalchemy_lite/"),
    "templates and words": ("/jinja2/", "/markupsafe/", "/babel/", "/flask_babel/", "/app/templates/"),
    "Flask and what belongs to it": ("/flask", "/werkzeug/", "/itsdangerous/", "/blinker/"),
    "Stageclock": ("/app/",),
}
OTHERS = "Python's own library"
Function = tuple[str, int, str]


def layer_of(function: Function) -> str:
    """Whose it is."""
    file, _line, name = function
    if name == "wait" and "/psycopg/" in file:
        return WAITING
    return next((layer for layer, marks in LAYERS.items() if any(mark in file for mark in marks)), OTHERS)


def shares_of(database: Database, storage: str, request: bytes) -> dict[str, float]:
    """Percent of the time of a request by layer, the largest first; what is built into Python is its caller's."""
    ask = asking(database, storage, request)
    for _ in range(20):
        ask()
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(TIMES):
        ask()
    profile.disable()
    taken = by_layer(vars(pstats.Stats(profile))["stats"])
    return {layer: 100 * seconds / taken.total() for layer, seconds in taken.most_common()}


def by_layer(stats: dict[Function, Any]) -> Counter[str]:
    """Seconds of each layer itself."""
    taken: Counter[str] = Counter()
    for function, (_primitive, _calls, itself, _cumulative, callers) in stats.items():
        if function[0] != "~" or not callers:
            taken[layer_of(function)] += itself
            continue
        for caller, (_cc, _nc, of_it, _ct) in callers.items():
            taken[layer_of(caller)] += of_it
    return taken
