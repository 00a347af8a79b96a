"""What teams do: roles, tasks and hand-ins."""

from typing import Any

from flask_babel import gettext as _
from flask_smorest.fields import Upload
from marshmallow import ValidationError, fields, validates

from app import addresses
from app.api.schemas.base import (
    Out,
    Strict,
    choice,
    count,
    instant,
    key,
    key_asked,
    one_of,
    text,
    whole,
    yes_or_no,
    yes_or_no_asked,
)
from app.api.schemas.shapes import Paged
from app.models.types import ReviewState, TaskPriority


class HolderOut(Out):
    """Who holds a role. `is_by_clock`: a closing gave it."""

    id = key()
    name = fields.String()
    is_by_clock = fields.Boolean(attribute="by_clock")


class RoleOut(Out):
    """A role; `team_id` null: every team's. `is_lacking`: somebody has to hold it and nobody does."""

    id = key()
    stage_id = key()
    team_id = fields.Integer(allow_none=True)
    name = fields.String()
    description = fields.String()
    is_required = fields.Boolean(attribute="required")
    holders = fields.List(fields.Nested(HolderOut))
    is_lacking = fields.Boolean()


class RoleIn(Strict):
    """What a role says."""

    name = text(100, 1, required=True)
    description = text(load_default="")
    is_required = yes_or_no(attribute="required", load_default=True)


class TaskOut(Out):
    """One task; `progress` in per cent."""

    id = key()
    team_id = key()
    title = fields.String()
    description = fields.String()
    assignee_id = fields.Integer(allow_none=True)
    assignee_name = fields.String(allow_none=True)
    priority = choice(TaskPriority)
    due_at = fields.AwareDateTime(allow_none=True)
    progress = count()
    completed_at = fields.AwareDateTime(allow_none=True)
    created_by_name = fields.String()
    created_at = fields.AwareDateTime()
    is_overdue = fields.Boolean()


class TasksAsked(Paged):
    """Which tasks: those that are open or done, or all; and whose."""

    status = one_of(["open", "done", "all"], attribute="shown", load_default="all")
    assignee_id = key_asked()


class TaskIn(Strict):
    """What a task says."""

    title = text(200, 1, required=True)
    description = text(load_default="")
    assignee_id = key(load_default=None, allow_none=True)
    priority = choice(TaskPriority, load_default=TaskPriority.NORMAL)
    due_at = instant(load_default=None, allow_none=True)


class ReportOut(Out):
    """What somebody reported about a task; `progress` in per cent."""

    id = key()
    user_id = key()
    user_name = fields.String(attribute="by_name")
    progress = count()
    note = fields.String()
    created_at = fields.AwareDateTime()


class ProgressIn(Strict):
    """How far it is, in per cent."""

    progress = whole(0, 100, required=True)
    note = text(load_default="")


class FileOut(Out):
    """One file of a hand-in, to be fetched from /submission-files."""

    id = key()
    file_name = fields.String()
    media_type = fields.String()
    size_bytes = count()
    sha256 = fields.String(metadata={"description": "In hexadecimal."})


class SubmissionOut(Out):
    """One hand-in; what counts is `begun_at`."""

    id = key()
    stage_id = key()
    team_id = key()
    team_name = fields.String()
    attempt = count()
    submitted_by_id = key(attribute="submitted_by")
    submitted_by_name = fields.String(attribute="by_name")
    begun_at = fields.AwareDateTime()
    submitted_at = fields.AwareDateTime()
    url = fields.String(allow_none=True)
    note = fields.String()
    review = choice(ReviewState)
    review_comment = fields.String(allow_none=True)
    reviewed_at = fields.AwareDateTime(allow_none=True)
    reviewed_by_name = fields.String(allow_none=True)
    files = fields.List(fields.Nested(FileOut))


class SubmissionsAsked(Paged):
    """Which hand-ins."""

    team_id = key_asked()
    review = choice(ReviewState)
    only_latest = yes_or_no_asked(load_default=False, metadata={"description": "Of each team only its latest attempt."})


class LinkIn(Strict):
    """A link that is handed in."""

    url = text(2000, 1, required=True)
    note = text(load_default="")

    @validates("url")
    def is_http(self, url: str, **_more: Any) -> None:
        """Only what a browser fetches from elsewhere is shown as a link."""
        if not addresses.is_http(url):
            raise ValidationError(str(_("Address: it begins with http:// or https:// and holds no spaces.")))


class FilesIn(Strict):
    """Files that are handed in, as a form: as many, as large and of such kinds as the stage takes."""

    files = fields.List(Upload(), required=True)
    note = fields.String()


class ReviewIn(Strict):
    """A verdict; a return needs a comment."""

    review = choice(ReviewState, required=True)
    comment = text(load_default="")


class ExtensionOut(Out):
    """A later end of one stage for one team."""

    id = key()
    stage_id = key()
    team_id = key()
    ends_at = fields.AwareDateTime()
    reason = fields.String()
    revoked_at = fields.AwareDateTime(allow_none=True)
    created_at = fields.AwareDateTime()


class ExtensionsAsked(Paged):
    """Which later ends."""

    team_id = key_asked()
    only_in_force = yes_or_no_asked(
        attribute="in_force", load_default=False, metadata={"description": "Only those that nobody revoked."}
    )


class ExtensionIn(Strict):
    """A later end for a team."""

    team_id = key(required=True)
    ends_at = instant(required=True)
    reason = text(500, 1, required=True)
