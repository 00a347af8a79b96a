"""The shapes of templates/parts/shapes.html, each drawn once: a page shows the same few again and again."""

from functools import lru_cache

from flask import get_template_attribute
from markupsafe import Markup


def status_shape(status: str) -> Markup:
    """A stage's status."""
    return _drawn("status_shape", status)


def health_shape(status: str) -> Markup:
    """The result of a check: ok, warn or red."""
    return _drawn("health_shape", status)


def pause_shape() -> Markup:
    """Somebody stopped the clock."""
    return _drawn("pause_shape")


@lru_cache
def _drawn(name: str, *values: str) -> Markup:
    shape: Markup = get_template_attribute("parts/shapes.html", name)(*values)
    return shape
