"""What tests of the plan's editor share: its forms as a browser would send them, and what is stored."""

import html
import re
from datetime import datetime
from typing import Any

import psycopg
from werkzeug.test import TestResponse

from tests.web.browser import Browser

Connection = psycopg.Connection[Any]
Instants = tuple[datetime | None, datetime | None]


def fields_in(page: str, action: str) -> dict[str, str]:
    """What a browser would send if the form with this action were sent as it is shown."""
    found = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.DOTALL)
    assert found, f"no form for {action}"
    form = found[1]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r' name="([^"]*)"', tag)
        value = re.search(r' value="([^"]*)"', tag)
        if name and name[1] != "csrf_token":
            sent[name[1]] = html.unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>\r?\n?(.*?)</textarea>', form, re.DOTALL):
        sent[name] = html.unescape(text).replace("\n", "\r\n")
    for name, options in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


def form_of(browser: Browser, work: int, stage: int) -> dict[str, str]:
    """The form of one stage on the page of its plan."""
    return fields_in(browser.get(f"/assignments/{work}/plan").text, f"/stages/{stage}")


def save(browser: Browser, stage: int, sent: dict[str, str], **typed: str) -> TestResponse:
    """Send the form of a stage with something else typed into it."""
    return browser.post(f"/stages/{stage}", {**sent, **typed}, seen_on="/")


def window(db: Connection, stage: int) -> Instants:
    """The stored start and end."""
    row = db.execute("select starts_at, ends_at from stages where id = %s", [stage]).fetchone()
    assert row
    return row[0], row[1]


def names_in(db: Connection, work: int) -> list[str]:
    """The stages of a course work by name, in order."""
    rows = db.execute("select name from stages where assignment_id = %s order by position", [work]).fetchall()
    return [row[0] for row in rows]


def stored(db: Connection, stage: int) -> Any:
    """All of a stage, by column."""
    row = db.execute("select to_jsonb(s) from stages s where id = %s", [stage]).fetchone()
    assert row
    return row[0]
