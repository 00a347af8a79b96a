"""Files handed out with course work: always downloads, never pages of ours."""

import re
from pathlib import Path

from flask import Blueprint, abort, current_app, send_file
from flask.typing import ResponseReturnValue
from werkzeug.security import safe_join

from app import policy
from app.identity import signed_in
from app.models import Attachment
from app.queries import assignments

blueprint = Blueprint("attachments", __name__)

MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)


@blueprint.get("/attachments/<key:attachment_id>")
def show(attachment_id: int) -> ResponseReturnValue:
    attachment = assignments.attachment(policy.course_work(signed_in()), attachment_id) or abort(404)
    path = _stored(attachment)
    if path is None:
        current_app.logger.error("Attachment %s is not in storage: %s", attachment.id, attachment.storage_key)
        abort(404)
    is_plain = MEDIA_TYPE.fullmatch(attachment.media_type)
    media_type = attachment.media_type if is_plain else "application/octet-stream"
    return send_file(path, media_type, as_attachment=True, download_name=attachment.file_name)


def _stored(attachment: Attachment) -> Path | None:
    """Where the bytes lie; None where they are missing or the key points out of storage."""
    storage = current_app.config["SETTINGS"].storage_dir.absolute()
    joined = safe_join(str(storage), attachment.storage_key)
    path = Path(joined) if joined else None
    return path if path and path.is_file() and path.resolve().is_relative_to(storage.resolve()) else None
