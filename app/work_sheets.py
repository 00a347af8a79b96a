"""Teams, roles and hand-ins of one course work as tables, which its staff take away as files."""

from collections.abc import Callable, Iterable

from flask_babel import gettext as _

from app import words
from app.queries import exports
from app.queries.assignments import CourseWork
from app.queries.exports import HandedIn, Held, Place
from app.sheets import Cell, Column, Sheet


def _teams(work: CourseWork) -> Sheet:
    columns = (
        Column(_("Team"), 24), Column(_("Status"), 20), Column(_("Locked"), 10), Column(_("Size"), 8),
        Column(_("Leader"), 20), Column(_("Student"), 20), Column(_("Username")), Column(_("Student number")),
    )  # fmt: skip
    return _sheet(work, _("Teams"), columns, map(_place, exports.teams(work.id)))


def _roles(work: CourseWork) -> Sheet:
    columns = (
        Column(_("Stage"), 24), Column(_("Team"), 24), Column(_("Role"), 20), Column(_("Required"), 10),
        Column(_("Set by"), 12), Column(_("Held by"), 20), Column(_("Username")), Column(_("Student number")),
    )  # fmt: skip
    return _sheet(work, _("Roles"), columns, map(_held, exports.roles(work.id)))


def _hand_ins(work: CourseWork) -> Sheet:
    columns = (
        Column(_("Stage"), 24), Column(_("Team"), 24), Column(_("Attempt"), 10), Column(_("Begun"), 28, True),
        Column(_("Complete"), 28, True), Column(_("By"), 20), Column(_("Files"), 40), Column(_("Address"), 40),
        Column(_("Note"), 30), Column(_("State"), 18), Column(_("Reviewed by"), 20),
        Column(_("Reviewed"), 28, True), Column(_("Comment"), 40), Column(_("Extended until"), 28, True),
        Column(_("Late, by an extension"), 22),
    )  # fmt: skip
    return _sheet(work, _("Hand-ins"), columns, map(_handed_in, exports.hand_ins(work.id)))


def _sheet(work: CourseWork, name: str, columns: tuple[Column, ...], rows: Iterable[list[Cell]]) -> Sheet:
    return Sheet(name, f"{work.title} – {name}", columns, rows, work.time_zone)


def _place(row: Place) -> list[Cell]:
    status = str(words.TEAM_STATUS[row.status]) if row.status else None
    locked = _yes_or_no(row.is_locked) if row.status else None
    return [row.team, status, locked, row.size, row.leader, row.name, row.username, row.student_number]


def _held(row: Held) -> list[Cell]:
    by = _("the team") if row.is_own else _("the teacher")
    role: list[Cell] = [row.stage, row.team, row.role, _yes_or_no(row.required), by]
    return [*role, row.holder, row.username, row.student_number]


def _handed_in(row: HandedIn) -> list[Cell]:
    what: list[Cell] = [row.attempt, row.begun_at, row.submitted_at, row.by_name, row.files, row.url, row.note]
    state = str(words.REVIEW[row.review]) if row.review else _("Missing")
    review: list[Cell] = [state, row.reviewer, row.reviewed_at, row.review_comment]
    late = _yes_or_no(row.is_late) if row.attempt else None
    return [row.stage, row.team, *what, *review, row.extended_until, late]


def _yes_or_no(is_so: bool) -> str:
    return str(_("yes") if is_so else _("no"))


SHEET: dict[str, Callable[[CourseWork], Sheet]] = {"teams": _teams, "roles": _roles, "submissions": _hand_ins}
