"""What the staff of course work set: who manages it, when students are reminded, what a stage takes."""

from typing import Any

from flask_babel import gettext
from marshmallow import ValidationError, fields, validates

from app import kinds, storage
from app.api.schemas.base import LARGEST_NUMBER, Out, Strict, count, key, one_of, several, text, whole
from app.api.schemas.shapes import MODES

MOST_MINUTES = 30 * 24 * 60


class ManagerOut(Out):
    """Somebody who manages course work; who is not active cannot sign in."""

    id = key()
    username = fields.String()
    name = fields.String()
    is_active = fields.Boolean()


class ManagerIn(Strict):
    """A teacher or admin who can sign in."""

    username = text(200, 1, required=True)


class RemindersOut(Out):
    """How many minutes before a stage closes its students are reminded, the longest first; none: never."""

    minutes = fields.List(count())


class RemindersIn(Strict):
    """The same, in any order, each once."""

    minutes = several(whole(1, MOST_MINUTES), 5, required=True)


class RulesOut(Out):
    """What is handed in at a stage: a `file` or a `link`; how many files at once, and of which kinds (none: any).

    `most_mb` is how large a file may be: `max_file_mb` as far as the server takes it.
    """

    submission_mode = one_of(MODES, attribute="mode")
    max_files = count()
    max_file_mb = count()
    most_mb = count()
    file_types = fields.List(fields.String())


class RulesIn(Strict):
    """The same to be set; kinds are told by their content, and called by their usual extension."""

    max_files = whole(1, 50, required=True)
    max_file_mb = whole(1, LARGEST_NUMBER, required=True)
    file_types = several(one_of(sorted(kinds.KNOWN)), 50, required=True)

    @validates("max_file_mb")
    def is_taken_by_the_server(self, max_file_mb: int, **_more: Any) -> None:
        """What MAX_UPLOAD_MB lets nobody send, no stage can promise to take."""
        most = storage.most_allowed()
        if max_file_mb > most:
            raise ValidationError(gettext("Write a whole number from %(min)d to %(max)d.", min=1, max=most))
