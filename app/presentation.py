"""What every template may use: words, times, and the banner that admins see on every page."""

from typing import Any

from flask import Flask, g
from flask_bootstrap import Bootstrap5
from sqlalchemy.exc import SQLAlchemyError

from app import details, effect_words, links, markdown, notice_words, policy, shapes, times, words
from app.db import apart
from app.forms.time_zone import offered as offered_zones
from app.identity import reader
from app.queries import health
from app.sentence_gaps import SentenceGaps, gap


def init_app(app: Flask) -> None:
    """Put the names in reach of templates."""
    app.config["BOOTSTRAP_SERVE_LOCAL"] = True
    Bootstrap5(app)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(SentenceGaps)
    shown = {
        "status_shape": shapes.status_shape,
        "health_shape": shapes.health_shape,
        "pause_shape": shapes.pause_shape,
        "time_tag": times.time_tag,
        "local_time": times.local_time,
        "gap": gap,
        "span": times.span,
        "countdown": times.countdown,
        "units": times.units,
        "length": times.length,
        "lag": times.lag,
        "mark_name": times.mark_name,
        "took": times.took,
        "zone_key": times.zone_key,
        "zones": offered_zones,
        "read_details": details.read,
        "read_effects": effect_words.read,
    }
    app.jinja_env.globals.update(url_for=links.url_for, words=words, notice_words=notice_words, **shown)
    app.jinja_env.filters["markdown"] = markdown.render
    app.context_processor(names)


def names() -> dict[str, Any]:
    """What depends on the reader."""
    person = reader()
    return {
        "may_administer": policy.may_administer(person),
        "may_see_clock": policy.may_see_clock(person),
        "may_teach": policy.may_teach(person),
        "clock_alarms": clock_alarms,
    }


def clock_alarms() -> list[health.Check]:
    """The red checks, for admins; a health view that cannot be read is an alarm too."""
    if not policy.may_see_clock(reader()) or g.get("database_is_away"):
        return []
    try:
        with apart():
            return [check for check in health.checks() if check.status == "red"]
    except SQLAlchemyError as error:
        return [health.Check("health", "red", str(error.__cause__ or error).splitlines()[0])]
