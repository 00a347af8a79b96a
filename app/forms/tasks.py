"""The forms of tasks: what is to be done, by whom and until when; and how far it is."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf, DataRequired, Length, Regexp

from app import words
from app.commands.tasks import TaskValues
from app.forms.by_hand import WallTimeField, as_kept
from app.forms.reviews import as_key
from app.forms.text import one_line
from app.forms.wall_time import WallTimeError, read, shown
from app.models.types import TaskPriority
from app.queries.tasks import Task

LONGEST_TITLE, LONGEST_DESCRIPTION, LONGEST_NOTE = 200, 5000, 1000
TOO_LONG = _("Use at most %(max)d characters.")
# Beside which field it is said what the database refuses; what is not here is said above the form.
BESIDE = {
    "A date lies between the years 1900 and 9000.": "due_at",
    "A task has a title of at most 200 characters.": "title",
    "This person is not in this team.": "assignee",
}


class Person(Protocol):
    """Somebody to choose."""

    @property
    def id(self) -> int: ...

    @property
    def name(self) -> str: ...


class TaskForm(FlaskForm):  # type: ignore[misc]
    """What a task says. The hidden field says which due date the page showed, so that one not touched is left alone."""

    title = StringField(
        _("Title"),
        [DataRequired(_("Give the task a title.")), Length(max=LONGEST_TITLE, message=TOO_LONG)],
        filters=[one_line],
        render_kw={"maxlength": LONGEST_TITLE, "autocomplete": "off"},
    )
    description = TextAreaField(
        _("What there is to do (may be empty)"),
        [Length(max=LONGEST_DESCRIPTION, message=TOO_LONG)],
        filters=[as_kept],
        render_kw={"rows": 3, "maxlength": LONGEST_DESCRIPTION},
    )
    assignee = SelectField(_("For"), validate_choice=False)
    priority = SelectField(
        _("Priority"),
        [AnyOf(list(TaskPriority), message=_("Choose one of the priorities."))],
        choices=[SelectChoice(priority, name) for priority, name in words.PRIORITY.items()],
        default=TaskPriority.NORMAL,
        validate_choice=False,
    )
    due_at = WallTimeField(_("Due (may be empty)"))
    due_at_shown = HiddenField()

    @classmethod
    def showing(cls, task: Task, zone_name: str) -> "TaskForm":
        """The form with what is stored."""
        due_at = shown(task.due_at, zone_name)
        texts = {"title": task.title, "description": task.description, "assignee": str(task.assignee_id or "")}
        return cls(formdata=None, data={**texts, "priority": task.priority, "due_at": due_at, "due_at_shown": due_at})

    def offer(self, members: Iterable[Person]) -> "TaskForm":
        """The same with whom to choose from."""
        self.assignee.choices = [("", gettext("nobody yet")), *((str(one.id), one.name) for one in members)]
        return self

    def read(self, stored: datetime | None, zone_name: str) -> TaskValues | None:
        """What was typed; None where something cannot be read, with the sentence beside its field."""
        complete = self.validate()
        try:
            due_at = read(self.due_at.data or "", zone_name, gettext("Due"), self.due_at_shown.data, stored)
        except WallTimeError as error:
            self.due_at.errors = [str(error)]
            return None
        return self._values(due_at) if complete else None

    def _values(self, due_at: datetime | None) -> TaskValues:
        # A key that cannot be is nobody's, so that the database refuses it like that of a stranger.
        assignee = as_key(self.assignee.data) if self.assignee.data else None
        return TaskValues(self.title.data, self.description.data, assignee, TaskPriority(self.priority.data), due_at)


class ProgressForm(FlaskForm):  # type: ignore[misc]
    """How far a task is, and a word about it."""

    progress = StringField(
        _("Progress in per cent"),
        [Regexp(re.compile(r"\s*(\d{1,2}|100)\s*\Z", re.ASCII), message=_("Type a whole number from 0 to 100."))],
        render_kw={"type": "number", "min": 0, "max": 100, "inputmode": "numeric"},
    )
    note = TextAreaField(
        _("Note (may be empty)"),
        [Length(max=LONGEST_NOTE, message=TOO_LONG)],
        filters=[as_kept],
        render_kw={"rows": 2, "maxlength": LONGEST_NOTE},
    )
