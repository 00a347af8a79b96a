"""Handing in: how one's team stands at a stage, receiving what arrives, taking back, downloading."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import policy, storage
from app.commands import submissions as commands
from app.errors import Refused
from app.forms.files import why_not
from app.forms.submissions import HandInForm
from app.identity import signed_in
from app.multipart import Malformed, Multipart
from app.queries import assignments, hand_ins
from app.queries.assignments import CourseWork
from app.queries.hand_ins import Standing
from app.receiving import HandIn
from app.routes.by_hand import sentence_of
from app.security import receives_late
from app.storage import Unacceptable

blueprint = Blueprint("submissions", __name__)


@blueprint.get("/stages/<key:stage_id>/submission")
def show(stage_id: int) -> ResponseReturnValue:
    work, standing = _find(stage_id)
    if standing.team_id is None and work.is_staff:
        return redirect(url_for("reviews.show", assignment_id=work.id, stage=stage_id))
    return _page(work, standing, HandIn())


@blueprint.post("/stages/<key:stage_id>/submissions")
@receives_late
def create(stage_id: int) -> ResponseReturnValue:
    work, standing = _find(stage_id)
    if standing.team_id is None:
        abort(403)
    if (request.content_length or 0) > standing.limits.most_bytes:
        return _page(work, standing, HandIn(), _too_much(standing)), 413
    # Flask's own limit is that of other forms; a body of unsaid length is cut off at this one.
    request.max_content_length = standing.limits.most_bytes
    return _receive(work, standing, standing.team_id, HandIn())


@blueprint.post("/submissions/<key:submission_id>/withdrawal")
def withdraw(submission_id: int) -> ResponseReturnValue:
    work, standing = _find(hand_ins.stage_of(submission_id) or abort(404))
    try:
        commands.withdraw(submission_id, signed_in().id)
    except Refused as refused:
        if refused.status == 404:
            abort(404)
        return _page(work, standing, HandIn(), sentence_of(refused)), refused.status
    flash(_("It is taken back: what was handed in is gone."))
    return redirect(url_for("submissions.show", stage_id=standing.stage_id), 303)


@blueprint.get("/submission-files/<key:file_id>")
def download(file_id: int) -> ResponseReturnValue:
    file = hand_ins.one_file(policy.team(signed_in()), file_id) or abort(404)
    path = storage.path_of(file.storage_key)
    if path is None:
        current_app.logger.error("File %s of a hand-in is not in storage: %s", file.id, file.storage_key)
        abort(404)
    return send_file(path, file.media_type, as_attachment=True, download_name=file.file_name)


def _receive(work: CourseWork, standing: Standing, team_id: int, hand_in: HandIn) -> ResponseReturnValue:
    """Ask the gate, then read: what counts is this instant. Whatever is refused is said on the page."""
    person = signed_in()
    try:
        ticket = commands.begin(standing.stage_id, team_id, person.id)
        parts = Multipart(request.stream, request.content_type or "")
        commands.receive(ticket, hand_in, parts, standing.limits, person.id)
    except Unacceptable as refused:
        status = 413 if refused.why == "too_large" else 422
        return _page(work, standing, hand_in, why_not(refused, standing.limits.most_mb)), status
    except Refused as refused:
        return _page(work, standing, hand_in, sentence_of(refused)), refused.status
    except Malformed:
        abort(400)
    except OSError:
        current_app.logger.exception("A file of a hand-in could not be stored")
        sentence = _("The server could not store it. Nothing was handed in: tell your teacher.")
        return _page(work, standing, hand_in, sentence), 503
    flash(_("It is handed in."))
    return redirect(url_for("submissions.show", stage_id=standing.stage_id), 303)


def _page(work: CourseWork, standing: Standing, typed: HandIn, refusal: str | None = None) -> str:
    """The page; where something was refused with why, and with what was typed."""
    teams = [standing.team_id] if standing.team_id else []
    return render_template(
        "submissions/show.html",
        work=work,
        standing=standing,
        attempts=hand_ins.attempts(standing.stage_id, teams).get(standing.team_id or 0, []),
        form=HandInForm(formdata=None, data={"url": typed.url, "note": typed.note}),
        refusal=refusal,
    )


def _too_much(standing: Standing) -> str:
    limits = standing.limits
    said = ngettext(
        "That is too large: %(num)d file of at most %(mb)d MB is taken.",
        "That is too large: at most %(num)d files of at most %(mb)d MB each are taken.",
        limits.max_files,
        mb=limits.most_mb,
    )
    return str(said)


def _find(stage_id: int) -> tuple[CourseWork, Standing]:
    """For members of the class and staff; who is in no team sees that, and nobody else's."""
    person = signed_in()
    work = assignments.of_stage(policy.course_work(person), stage_id) or abort(404)
    return work, hand_ins.standing(stage_id, person.id) or abort(404)
