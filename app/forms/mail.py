"""The form for what a person is mailed."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from app import words
from app.models.types import MailTopic


class MailForm(FlaskForm):  # type: ignore[misc]
    """Boxes, one a topic; what is not ticked is not mailed. Anything that is no topic is passed over."""

    wanted = SelectMultipleField(
        _("Mail me about"),
        choices=[SelectChoice(topic, name) for topic, name in words.MAIL_TOPIC.items()],
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    @classmethod
    def showing(cls, unwanted: Collection[str]) -> "MailForm":
        """The form with what is stored."""
        return cls(formdata=None, data={"wanted": [topic for topic in MailTopic if topic not in unwanted]})

    @property
    def unwanted(self) -> list[MailTopic]:
        """What was not ticked."""
        return [topic for topic in MailTopic if topic not in (self.wanted.data or [])]
