"""What is handed out with course work: files and addresses."""

from collections.abc import Iterator
from typing import Any

from flask import Response, abort, current_app, send_file
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app import policy, storage
from app.api import finding, uploads
from app.api.paging import page, window
from app.api.schemas.material import AttachmentOut, AttachmentsIn, HandoutIn, HandoutOut
from app.api.schemas.shapes import Made, Paged, SeveralMade, page_of
from app.api.subject import Operation, Subject
from app.commands import material as commands
from app.commands.material import Received
from app.forms.material import MOST_FILES
from app.identity import signed_in
from app.queries import assignments, material
from app.storage import Unacceptable

subject = Subject("material", "What is handed out with course work: files and links.")

NOT_ADDED = _("The server could not store it. Nothing was added: tell the administrator.")
FILE = "/attachments/<key:attachment_id>"


@subject.get("/assignments/<key:assignment_id>/attachments", page_of(AttachmentOut), Paged)
def list_attachments(query: dict[str, Any], assignment_id: int) -> dict[str, Any]:
    """The files of a course work, the oldest first."""
    asked = window(query)
    return page(material.attachments(finding.work(assignment_id).id, asked), asked)


@subject.post("/assignments/<key:assignment_id>/attachments", gives=SeveralMade, receives=AttachmentsIn, status=201)
def add_attachments(assignment_id: int) -> dict[str, list[int]]:
    """Hand out files, all or none; for staff."""
    work = finding.kept_work(assignment_id)
    with uploads.receiving(current_app.config["MAX_CONTENT_LENGTH"], storage.most_allowed(), NOT_ADDED) as form:
        return {"ids": commands.add_attachments(work.id, _files(form), signed_in().id)}


@subject.offer(Operation("GET", FILE, media_type=storage.OCTETS))
def download_attachment(attachment_id: int) -> Response:
    """One file; of whatever kind it is."""
    file = assignments.attachment(policy.course_work(signed_in()), attachment_id) or abort(404)
    path = storage.path_of(file.storage_key)
    if path is None:
        current_app.logger.error("Attachment %s is not in storage: %s", file.id, file.storage_key)
        abort(404)
    return send_file(path, storage.OCTETS, as_attachment=True, download_name=file.file_name)


@subject.offer(Operation("DELETE", FILE, status=204))
def remove_attachment(attachment_id: int) -> None:
    """Take a file back; for staff."""
    file = assignments.attachment(policy.course_work(signed_in()), attachment_id) or abort(404)
    finding.kept_work(file.assignment_id)
    commands.remove_attachment(file.id, signed_in().id)


@subject.get("/assignments/<key:assignment_id>/links", page_of(HandoutOut), Paged)
def list_links(query: dict[str, Any], assignment_id: int) -> dict[str, Any]:
    """The links of a course work, the oldest first."""
    asked = window(query)
    return page(material.links(finding.work(assignment_id).id, asked), asked)


@subject.post("/assignments/<key:assignment_id>/links", HandoutIn, Made, status=201)
def add_link(body: dict[str, Any], assignment_id: int) -> dict[str, int]:
    """Hand out a link; for staff."""
    work = finding.kept_work(assignment_id)
    return {"id": commands.add_link(work.id, body["title"], body["url"], signed_in().id)}


@subject.offer(Operation("DELETE", "/links/<key:link_id>", status=204))
def remove_link(link_id: int) -> None:
    """Take a link back; for staff."""
    link = assignments.link(policy.course_work(signed_in()), link_id) or abort(404)
    finding.kept_work(link.assignment_id)
    commands.remove_link(link.id, signed_in().id)


def _files(form: uploads.Noted) -> Iterator[Received]:
    """The files of a form as they come: at least one, and not too many."""
    number = 0
    for number, part in enumerate(form.known("files"), 1):
        if number > MOST_FILES:
            raise Unacceptable("too_many", part.file_name or "")
        yield part, part.file_name or ""
    if not number:
        none = gettext("Choose at least one file.")
        uploads.refuse(422, none, form={"files": [none]})
