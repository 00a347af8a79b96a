"""Plans as iCalendar (RFC 5545): an event for each stage with a date, in UTC, as it is for the calendar's owner."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from flask_babel import gettext as _
from icalendar import Calendar, Event

from app import words
from app.models.types import AssignmentState, StageStatus
from app.public_address import public_address, public_host
from app.queries.assignments import CourseWork
from app.queries.calendars import Revision
from app.queries.passages import Passage
from app.queries.stages import Plan, StageNow
from app.times import wall_time

REFRESH = timedelta(hours=1)  # how often programs are asked to look again
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # which no text of iCalendar may hold


class Window(NamedTuple):
    """When a stage opens and ends for the calendar's owner, to the second."""

    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True)
class Known:
    """What the database says of the stages of some course works, by their keys."""

    plans: Mapping[int, Plan]
    passages: Mapping[int, Passage]
    revisions: Mapping[int, Revision]


def written(title: str, works: Sequence[CourseWork], known: Known) -> bytes:
    """The whole calendar: the same bytes as long as nothing has changed."""
    calendar = Calendar()
    calendar.add("prodid", "-//Stageclock//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, _text(title))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for work in works:
        for stage in known.plans[work.id].stages:
            _add_event(calendar, work, stage, known)
    content: bytes = calendar.to_ical()
    return content


def _add_event(calendar: Calendar, work: CourseWork, stage: StageNow, known: Known) -> None:
    """One stage; nothing where it has no date. What was closed before it began is called off."""
    window = _window(stage, known.passages.get(stage.id))
    first = window.starts_at or window.ends_at
    revision = known.revisions.get(stage.id)
    if first is None or revision is None:
        return
    event = Event()
    event.add("uid", f"stage-{stage.id}@{public_host()}")
    event.add("sequence", revision.number)
    event.add("dtstamp", _second(revision.changed_at))
    event.add("last-modified", _second(revision.changed_at))
    event.add("dtstart", first)
    if window.ends_at and window.ends_at > first:
        event.add("dtend", window.ends_at)
    event.add("summary", _text(_("%(work)s: %(stage)s", work=work.title, stage=stage.name)))
    event.add("description", _text("\n".join(_sentences(work, stage, window))))
    event.add("url", f"{public_address('assignments.show', assignment_id=work.id)}#stage-{stage.id}")
    event.add("status", _status(stage, window))
    event.add("transp", "TRANSPARENT")
    calendar.add_component(event)


def _window(stage: StageNow, passage: Passage | None) -> Window:
    """Where it was closed by hand, until then; an extension of the owner's team goes on, also once it has passed."""
    ends_at = passage.ends_at if passage and passage.closing else stage.ends_at
    if passage and passage.extended_until:
        ends_at = passage.extended_until
    return Window(_second(stage.starts_at), _second(ends_at))


def _sentences(work: CourseWork, stage: StageNow, window: Window) -> list[str]:
    """What the event says in words, with times as the course work's pages write them."""
    said = [f"{words.KIND[stage.kind]} · {work.course_name} ({work.course_code})"]
    if window.starts_at:
        said.append(_("Opens: %(time)s", time=wall_time(window.starts_at, work.time_zone)))
    if window.ends_at:
        said.append(_("Ends: %(time)s", time=wall_time(window.ends_at, work.time_zone)))
    if work.state is AssignmentState.DRAFT:
        said.append(_("Draft: students do not see it, and its clock stands still until it is published."))
    elif stage.held and stage.effective_status is not StageStatus.COMPLETED:
        said.append(_("Its clock stands still."))
    return said


def _status(stage: StageNow, window: Window) -> str:
    if window.starts_at and window.ends_at and window.ends_at < window.starts_at:
        return "CANCELLED"
    is_done = stage.effective_status is StageStatus.COMPLETED
    return "TENTATIVE" if stage.held and not is_done else "CONFIRMED"


def _second(instant: datetime | None) -> datetime | None:
    return instant.astimezone(UTC).replace(microsecond=0) if instant else None


def _text(text: str) -> str:
    return CONTROLS.sub("", text)
