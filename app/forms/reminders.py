"""The form for how long before a stage closes its students are reminded."""

import re
from collections.abc import Iterable
from datetime import timedelta

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Length, ValidationError

from app.forms.text import one_line

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
UNITS = {"d": DAY, "天": DAY, "h": HOUR, "小时": HOUR, "min": MINUTE, "分钟": MINUTE}
DISTANCE = re.compile(rf"(\d{{1,6}})\s*({'|'.join(UNITS)})", re.IGNORECASE)
BETWEEN = re.compile(r"[,;，、；]+")


class RemindersForm(FlaskForm):  # type: ignore[misc]
    """Distances with commas between them; none: nobody is reminded. How many and how long, the database decides."""

    ahead = StringField(
        _("How long before a stage closes"),
        [Length(max=200, message=_("Use at most %(max)d characters."))],
        filters=[one_line],
        description=_("Lengths with commas between, such as 7 d, 24 h, 30 min. Empty: nobody is reminded."),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "maxlength": 200},
    )

    @classmethod
    def showing(cls, distances: Iterable[timedelta]) -> "RemindersForm":
        """The form with what is stored, the longest first."""
        return cls(formdata=None, data={"ahead": ", ".join(_written(each) for each in sorted(distances, reverse=True))})

    @property
    def distances(self) -> list[timedelta]:
        """What was typed, once it is known to be lengths."""
        return [int(found[1]) * UNITS[found[2].lower()] for found in map(DISTANCE.fullmatch, self._parts()) if found]

    def validate_ahead(self, _field: StringField) -> None:
        """Every part a number and its unit."""
        strange = [part for part in self._parts() if not DISTANCE.fullmatch(part)]
        if strange:
            sentence = gettext("“%(text)s” is no length: write a whole number and d, h or min after it.")
            raise ValidationError(sentence % {"text": strange[0]})

    def _parts(self) -> list[str]:
        return [part.strip() for part in BETWEEN.split(self.ahead.data or "") if part.strip()]


def _written(distance: timedelta) -> str:
    """As it is typed: 7 d, 24 h, 90 min."""
    if distance >= 2 * DAY and not distance % DAY:
        return f"{distance // DAY} d"
    return f"{distance // HOUR} h" if not distance % HOUR else f"{distance // MINUTE} min"
