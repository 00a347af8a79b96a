"""Where a teacher puts a student: into a team, into a new one, or into none."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, ValidationError

from app.forms.by_hand import ReasonForm
from app.forms.text import one_line

LONGEST_NAME = 100
OUT, NEW = "none", "new"


class PlacementForm(ReasonForm):
    """`team` is a team's key, or one of the two words; a new team has a name."""

    team = SelectField(_("Team"), [DataRequired(_("Choose a team."))], validate_choice=False)
    name = StringField(
        _("Name of the new team"), filters=[one_line], render_kw={"maxlength": LONGEST_NAME, "autocomplete": "off"}
    )

    def offer(self, choices: list[tuple[str, str]]) -> None:
        """The teams to choose from."""
        self.team.choices = [("", _("Choose …")), *choices]

    def validate_team(self, field: SelectField) -> None:
        """Only what was offered: a team that is gone meanwhile is none."""
        if field.data and field.data not in {key for key, _name in self.team.choices}:
            raise ValidationError(_("This team is there no more: choose another one."))

    def validate_name(self, field: StringField) -> None:
        """A new team needs one."""
        if self.team.data == NEW and not field.data:
            raise ValidationError(_("Give the new team a name."))
