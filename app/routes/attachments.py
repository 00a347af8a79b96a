"""Files handed out with course work: always downloads, never pages of ours."""

import re

from flask import Blueprint, abort, current_app, send_file
from flask.typing import ResponseReturnValue

from app import policy, storage
from app.identity import signed_in
from app.queries import assignments

blueprint = Blueprint("attachments", __name__)

MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)


@blueprint.get("/attachments/<key:attachment_id>")
def show(attachment_id: int) -> ResponseReturnValue:
    attachment = assignments.attachment(policy.course_work(signed_in()), attachment_id) or abort(404)
    path = storage.path_of(attachment.storage_key)
    if path is None:
        current_app.logger.error("Attachment %s is not in storage: %s", attachment.id, attachment.storage_key)
        abort(404)
    is_plain = MEDIA_TYPE.fullmatch(attachment.media_type)
    media_type = attachment.media_type if is_plain else storage.OCTETS
    return send_file(path, media_type, as_attachment=True, download_name=attachment.file_name)
