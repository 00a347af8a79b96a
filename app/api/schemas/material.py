"""What is handed out with course work."""

from typing import Any

from flask_babel import gettext
from flask_smorest.fields import Upload
from marshmallow import ValidationError, fields, validates

from app import addresses
from app.api.schemas.base import Out, Strict, count, key, text


class AttachmentOut(Out):
    """A file, to be fetched from /attachments."""

    id = key()
    assignment_id = key()
    file_name = fields.String()
    media_type = fields.String()
    size_bytes = count()
    sha256 = fields.String()
    created_at = fields.AwareDateTime()


class AttachmentsIn(Strict):
    """Files to be handed out, as a form: up to 20 at once."""

    files = fields.List(Upload(), required=True)


class HandoutOut(Out):
    """An address."""

    id = key()
    assignment_id = key()
    title = fields.String()
    url = fields.String()
    description = fields.String()
    created_at = fields.AwareDateTime()


class HandoutIn(Strict):
    """An address, and what it is called; without a title it is shown as it is."""

    url = text(2000, 1, required=True)
    title = text(200, load_default="")

    @validates("url")
    def is_http(self, url: str, **_more: Any) -> None:
        """Only what a browser fetches from elsewhere is shown as a link."""
        if not addresses.is_http(url):
            raise ValidationError(gettext("Address: it begins with http:// or https:// and holds no spaces."))
