"""What people are told where the database refuses or fails."""

from flask import current_app
from flask_babel import gettext as _

from app import words
from app.errors import Refused


def sentence_of(refused: Refused) -> str:
    """Why nothing was changed, in the reader's language; what failed rather than refused is written to the log too."""
    if refused.sentence and refused.status < 500:
        return refused.sentence
    current_app.logger.error("The database failed: %s", refused)
    what = words.failure(refused.sqlstate)
    return str(_("The database could not do it: %(what)s. Nothing was changed.", what=what))
