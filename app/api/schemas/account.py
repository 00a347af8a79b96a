"""One's own account."""

from marshmallow import fields

from app import languages
from app.api.schemas.base import Out, Strict, choice, count, key, one_of, several
from app.models.types import MailTopic, UserRole


class AccountOut(Out):
    """Who asks. `locale` and `time_zone` are null where none is chosen; `unread_count`: notices, counted up to 100.

    `token_scope`: what the token that was shown may do, `read` or `write`.
    """

    id = key()
    username = fields.String()
    name = fields.String()
    role = choice(UserRole)
    student_number = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    locale = fields.String(allow_none=True)
    time_zone = fields.String(allow_none=True)
    unread_count = count(attribute="unread")
    token_scope = one_of(["read", "write"])
    as_of = fields.AwareDateTime()


class LanguageIn(Strict):
    """The language in which you read pages and mail."""

    locale = one_of(list(languages.NAMES), required=True)


class MailChoiceOut(Out):
    """What you are mailed about, and where to; `is_mailing`: whether notices are mailed at all."""

    email = fields.String(allow_none=True)
    is_mailing = fields.Boolean()
    topics = fields.List(choice(MailTopic))


class MailChoiceIn(Strict):
    """All that you want to be mailed about."""

    topics = several(choice(MailTopic), 100, required=True)
