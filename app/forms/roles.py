"""The form of a role: what there is to do, and whether somebody has to."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.commands.roles import RoleValues
from app.forms.by_hand import as_kept
from app.forms.text import one_line

LONGEST_NAME, LONGEST_DESCRIPTION = 100, 1000
TOO_LONG = _("Use at most %(max)d characters.")
# Beside which field it is said what the database refuses; what is not here is said above the form.
BESIDE = {
    "A role has a name of at most 100 characters.": "name",
    "There is a role of this name already: choose another.": "name",
}


class RoleForm(FlaskForm):  # type: ignore[misc]
    """What a role says."""

    name = StringField(
        _("Name of the role"),
        [DataRequired(_("Give the role a name.")), Length(max=LONGEST_NAME, message=TOO_LONG)],
        filters=[one_line],
        render_kw={"maxlength": LONGEST_NAME, "autocomplete": "off"},
    )
    description = TextAreaField(
        _("What there is to do (may be empty)"),
        [Length(max=LONGEST_DESCRIPTION, message=TOO_LONG)],
        filters=[as_kept],
        render_kw={"rows": 2, "maxlength": LONGEST_DESCRIPTION},
    )
    required = BooleanField(
        _("Somebody has to hold it"),
        description=_("If nobody does when the stage closes, the clock gives it to a member of the team."),
    )

    @classmethod
    def blank(cls) -> "RoleForm":
        """The form as it is first shown."""
        return cls(formdata=None, data={"required": True})

    @classmethod
    def showing(cls, role: Any) -> "RoleForm":
        """The form with what is stored."""
        return cls(formdata=None, obj=role)

    @property
    def values(self) -> RoleValues:
        """What was typed."""
        return RoleValues(self.name.data, self.description.data, self.required.data)
