"""Hand-ins, their reviews, and later ends for single teams."""

from typing import Any

from flask import Response, abort, current_app, send_file

from app import policy, storage
from app.api import finding, uploads
from app.api.paging import page, window
from app.api.schemas.shapes import Made, NeededReason, page_of
from app.api.schemas.work import (
    ExtensionIn,
    ExtensionOut,
    ExtensionsAsked,
    FilesIn,
    LinkIn,
    ReviewIn,
    SubmissionOut,
    SubmissionsAsked,
)
from app.api.subject import Operation, Subject
from app.commands import submissions as commands
from app.identity import signed_in
from app.queries import hand_in_lists, hand_ins
from app.queries.hand_ins import Attempt, Standing, Wanted
from app.receiving import HandIn

subject = Subject("submissions", "Hand-ins and their reviews, and later ends for single teams.")


@subject.get("/stages/<key:stage_id>/submissions", page_of(SubmissionOut), SubmissionsAsked)
def list_submissions(query: dict[str, Any], stage_id: int) -> dict[str, Any]:
    """What was handed in at a stage, the newest first: staff see all, others their own team's."""
    finding.stage(stage_id)
    asked = window(query)
    wanted = Wanted(query.get("team_id"), query.get("review"), query["only_latest"])
    return page(hand_ins.read_on(stage_id, policy.team(signed_in()), wanted, asked), asked)


@subject.post("/stages/<key:stage_id>/submissions", LinkIn, Made, receives=FilesIn, status=201)
def hand_in(body: dict[str, Any] | None, stage_id: int) -> dict[str, int]:
    """Hand in for your team: a link, or files as a form. What counts is when the request arrived, not when it ended."""
    finding.stage(stage_id)
    standing = hand_ins.standing(stage_id, signed_in().id) or abort(404)
    team_id = standing.team_id or abort(403)
    if body is None:
        return {"id": _hand_in_files(standing, team_id, signed_in().id)}
    ticket = commands.begin(stage_id, team_id, signed_in().id)
    return {"id": commands.complete(ticket, body["url"], body["note"], [], signed_in().id)}


def _hand_in_files(standing: Standing, team_id: int, actor_id: int) -> int:
    """Ask the gate, then read: what counts is this instant."""
    limits = standing.limits
    with uploads.receiving(limits.most_bytes, limits.most_mb) as form:
        ticket = commands.begin(standing.stage_id, team_id, actor_id)
        return commands.receive(ticket, HandIn(), form.known("files", "note"), limits, actor_id)


@subject.get("/submissions/<key:submission_id>", SubmissionOut)
def show_submission(submission_id: int) -> Attempt:
    """One hand-in, for its team and the staff."""
    return hand_ins.one(submission_id, policy.team(signed_in())) or abort(404)


@subject.post("/submissions/<key:submission_id>/withdrawal")
def withdraw_submission(submission_id: int) -> None:
    """Take your own hand-in back while its stage is open for the team."""
    hand_ins.one(submission_id, policy.team(signed_in())) or abort(404)
    commands.withdraw(submission_id, signed_in().id)


@subject.post("/submissions/<key:submission_id>/review", ReviewIn)
def review_submission(body: dict[str, Any], submission_id: int) -> None:
    """Approve a hand-in or return it with a comment; for staff."""
    finding.kept_stage(hand_ins.stage_of(submission_id) or abort(404))
    commands.review(submission_id, body["review"], body["comment"], signed_in().id)


@subject.offer(Operation("GET", "/submission-files/<key:file_id>", media_type="application/octet-stream"))
def download_submission_file(file_id: int) -> Response:
    """A file that was handed in, for its team and the staff; of whatever kind it is."""
    file = hand_ins.one_file(policy.team(signed_in()), file_id) or abort(404)
    path = storage.path_of(file.storage_key)
    if path is None:
        current_app.logger.error("File %s of a hand-in is not in storage: %s", file.id, file.storage_key)
        abort(404)
    return send_file(path, "application/octet-stream", as_attachment=True, download_name=file.file_name)


@subject.get("/stages/<key:stage_id>/extensions", page_of(ExtensionOut), ExtensionsAsked)
def list_extensions(query: dict[str, Any], stage_id: int) -> dict[str, Any]:
    """Later ends for single teams, revoked ones too unless asked for those in force, the newest first; for staff."""
    finding.kept_stage(stage_id)
    asked = window(query)
    return page(hand_in_lists.extensions(stage_id, query.get("team_id"), query["in_force"], asked), asked)


@subject.post("/stages/<key:stage_id>/extensions", ExtensionIn, Made, status=201)
def extend_stage(body: dict[str, Any], stage_id: int) -> dict[str, int]:
    """Give a team a later end, instead of one that it has; for staff."""
    finding.kept_stage(stage_id)
    given = (body["team_id"], body["ends_at"], body["reason"])
    return {"id": commands.extend(stage_id, *given, signed_in().id)}


@subject.post("/extensions/<key:extension_id>/revocation", NeededReason)
def revoke_extension(body: dict[str, Any], extension_id: int) -> None:
    """Take a later end back; for staff."""
    stage_id, _team_id = hand_in_lists.stage_of_extension(extension_id) or abort(404)
    finding.kept_stage(stage_id)
    commands.revoke_extension(extension_id, body["reason"], signed_in().id)
