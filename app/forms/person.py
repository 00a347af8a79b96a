"""The forms of an account: what administrators look for, and what they say about a person."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf, DataRequired, Length, Optional, Regexp, ValidationError

from app import words
from app.commands.people import Facts
from app.errors import Refused
from app.forms.text import one_line
from app.models.types import UserRole
from app.queries.directory import Account, Wanted

TOO_LONG = _("Use at most %(max)d characters.")
# Beside which field it is said what the database refuses: by its sentence, or by SQLSTATE.
FIELD = {
    "Somebody has this username: choose another one.": "username",
    "Somebody else has this student number: check its digits.": "student_number",
    "SC002": "role",
    "SC013": "name",
    "SC015": "role",
}
ACTIVE = {"yes": True, "no": False}
ROLES = [SelectChoice(role, name) for role, name in words.ROLE.items()]


def _shown(name: str, value: str) -> str:
    return str(words.ROLE[UserRole(value)]) if name == "role" else value


def _one_word(_form: FlaskForm, typed: StringField) -> None:
    if " " in typed.data or not typed.data.isprintable():
        raise ValidationError(_("Use letters, digits and signs, without spaces."))


class DirectoryFilter(FlaskForm):  # type: ignore[misc]
    """Whom to list. All may be empty, and come with the address: reading changes nothing, so there is no token."""

    class Meta:
        csrf = False

    q = StringField(_("Name, username or student number"), filters=[one_line])
    role = SelectField(_("Role"), choices=[SelectChoice("", _("all")), *ROLES], validate_choice=False)
    active = SelectField(
        _("Accounts"),
        choices=[
            SelectChoice("", _("all")),
            SelectChoice("yes", _("that can sign in")),
            SelectChoice("no", _("that are switched off")),
        ],
        validate_choice=False,
    )

    @property
    def wanted(self) -> Wanted:
        """What is looked for; a choice that there is not is none."""
        role = UserRole(self.role.data) if self.role.data in list(UserRole) else None
        return Wanted(self.q.data, role, ACTIVE.get(self.active.data))


class PersonForm(FlaskForm):  # type: ignore[misc]
    """What may be changed of an account, and the version that the page showed of it."""

    version = HiddenField()
    name = StringField(
        _("Full name"),
        [DataRequired(_("Type the name of the person.")), Length(max=200, message=TOO_LONG)],
        filters=[one_line],
        render_kw={"autocomplete": "off", "maxlength": 200},
    )
    role = SelectField(
        _("Role"),
        [AnyOf(list(UserRole), message=_("Choose one of the roles."))],
        choices=ROLES,
        validate_choice=False,
    )
    student_number = StringField(
        _("Student number (may be empty)"),
        [Length(max=60, message=TOO_LONG)],
        filters=[one_line],
        render_kw={"autocomplete": "off", "maxlength": 60},
    )
    email = StringField(
        _("E-mail address (may be empty)"),
        [
            Optional(),
            Length(max=254, message=TOO_LONG),
            Regexp(r"[^@\s]+@[^@\s]+\Z", message=_("An e-mail address looks like name@school.example.")),
        ],
        filters=[one_line],
        render_kw={"autocomplete": "off", "maxlength": 254, "inputmode": "email"},
    )

    @classmethod
    def showing(cls, account: Account) -> "PersonForm":
        """The form as it is first shown, with what is stored."""
        return cls(obj=account)

    @property
    def shown_version(self) -> int:
        """The version that the page showed; 0, which none has, for what is no version."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

    def take_for_known(self, account: Account) -> None:
        """From here on the form counts as one that showed this: sending it again overrules what is stored."""
        self.version.data = str(account.version)

    def others(self, account: Account) -> dict[str, str]:
        """What is stored now in each field that says something else, as it is shown; empty for nothing."""
        stored = {name: getattr(account, name) or "" for name in ("name", "role", "student_number", "email")}
        return {name: _shown(name, value) for name, value in stored.items() if value != self[name].data}

    @property
    def facts(self) -> Facts:
        """What was typed."""
        return Facts(self.name.data, self.role.data, self.student_number.data, self.email.data)

    def takes(self, refused: Refused, sentence: str) -> bool:
        """Say a refusal beside the field that it is about; False where it is about none."""
        name = FIELD.get(refused.message) or FIELD.get(refused.sqlstate)
        if name is None or name not in self:
            return False
        self[name].errors = [sentence]
        return True


class NewPersonForm(PersonForm):
    """A new account."""

    username = StringField(
        _("Username"),
        [DataRequired(_("Type a username.")), Length(max=200, message=TOO_LONG), _one_word],
        filters=[one_line],
        description=_("What they sign in with; for students their student number is best."),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "maxlength": 200},
    )
