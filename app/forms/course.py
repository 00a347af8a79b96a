"""The forms of a course: its facts, and who is added to it."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from app.forms.text import one_line
from app.forms.time_zone import TimeZoneField
from app.queries.courses import Course

TOO_LONG = _("Use at most %(max)d characters.")


class CourseForm(FlaskForm):  # type: ignore[misc]
    """What a course is: the code that tells it from all others, name, term, zone."""

    code = StringField(
        _("Code"),
        [DataRequired(_("Give the course a code.")), Length(max=40, message=TOO_LONG)],
        filters=[one_line],
        description=_("Tells it from every other course, such as SE-2026-1."),
        render_kw={"autocomplete": "off", "maxlength": 40},
    )
    name = StringField(
        _("Name of the course"),
        [DataRequired(_("Give the course a name.")), Length(max=200, message=TOO_LONG)],
        filters=[one_line],
        render_kw={"autocomplete": "off", "maxlength": 200},
    )
    term = StringField(
        _("Term (may be empty)"),
        [Length(max=100, message=TOO_LONG)],
        filters=[one_line],
        description=_("Such as 2026 autumn."),
        render_kw={"autocomplete": "off", "maxlength": 100},
    )
    time_zone = TimeZoneField(_("Time zone"))

    @classmethod
    def showing(cls, course: Course) -> "CourseForm":
        """The form as it is first shown, with what is stored."""
        return cls(obj=course)

    @property
    def facts(self) -> dict[str, str]:
        """What was typed, by name."""
        return {field.name: field.data for field in (self.code, self.name, self.term, self.time_zone)}


class TeacherForm(FlaskForm):  # type: ignore[misc]
    """Who teaches the course as well."""

    username = StringField(
        _("Username of the teacher"),
        [DataRequired(_("Type a username.")), Length(max=200, message=TOO_LONG)],
        filters=[one_line],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


class MemberForm(FlaskForm):  # type: ignore[misc]
    """Who is put on the class list as well."""

    who = StringField(
        _("Student number or username"),
        [DataRequired(_("Type a student number or a username.")), Length(max=200, message=TOO_LONG)],
        filters=[one_line],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
