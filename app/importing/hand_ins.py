"""What teams handed in, attempt by attempt, with the files. A file may be missing: the hand-in stays without it."""

import mimetypes
from collections import defaultdict
from uuid import uuid4

from app.importing.copies import Copies, Digest, read_digests
from app.importing.material import OCTETS, file_name, http_address
from app.importing.stages import STAGES
from app.importing.teams import TEAMS
from app.importing.teams_here import TeamsHere
from app.importing.transfer import Kind, Transfer, Values
from app.importing.values import Refused, Row, instant, oldest_first, one_of, optional_word, shown

HAND_INS = Kind("stage_submission", "submissions", born="submitted_at")
FILES = Kind("stage_submission.file_path", "submission_files", born="submitted_at")

REVIEW = {"pending": "waiting", "approved": "approved", "rejected": "returned"}
LAST_ATTEMPTS = "select stage_id, team_id, max(attempt) from submissions where team_id = any (%s) group by 1, 2"


def bring_hand_ins(transfer: Transfer, here: TeamsHere, copies: Copies) -> None:
    """Hand-ins in the order in which they came, behind those that are here; then the files that are there."""
    attempts: defaultdict[tuple[int, int], int] = defaultdict(int)
    for stage_id, team_id, last in transfer.connection.execute(LAST_ATTEMPTS, [list(here.works)]):
        attempts[stage_id, team_id] = last

    def build(row: Row) -> Values:
        values = hand_in_values(transfer, here, row)
        attempts[values["stage_id"], values["team_id"]] += 1
        return {**values, "attempt": attempts[values["stage_id"], values["team_id"]]}

    transfer.bring(HAND_INS, oldest_first(transfer.store.rows("stage_submission"), "submitted_at"), build)
    bring_files(transfer, copies)


def hand_in_values(transfer: Transfer, here: TeamsHere, row: Row) -> Values:
    """One hand-in without its number."""
    team_id, stage_id = (
        transfer.register(TEAMS).resolve(row["team_id"]),
        transfer.register(STAGES).resolve(row["stage_id"]),
    )
    here.require_same_work(team_id, stage_id)
    submitted_at = instant(row, "submitted_at") or transfer.now
    review, url = one_of(row, "status", REVIEW, "pending"), address(transfer, row)
    return {
        "stage_id": stage_id,
        "team_id": team_id,
        "submitted_by": submitter(transfer, row) or here.leaders[team_id],
        "begun_at": submitted_at,
        "submitted_at": submitted_at,
        "url": url,
        "review": review,
        "reviewed_by": transfer.named(HAND_INS, row["id"], "reviewed_by", row["reviewed_by"]),
        "reviewed_at": instant(row, "reviewed_at"),
        "review_comment": optional_word(row, "review_comment"),
        "created_at": submitted_at,
    }


def submitter(transfer: Transfer, row: Row) -> int | None:
    """Who handed it in; None, which is noted, where it names nobody who is here."""
    try:
        return transfer.registers["user"].resolve(row["submitted_by"])
    except Refused:
        transfer.alter(
            row["id"], "Puts the team's leader into stage_submission.submitted_by", "nobody it names is brought"
        )
        return None


def address(transfer: Transfer, row: Row) -> str | None:
    """The link; refuse a bad one, except beside a file, where the file is what was handed in."""
    url = optional_word(row, "url")
    if url is None and not row["file_path"]:
        transfer.leave_empty(HAND_INS, row["id"], "file_path", "it names neither a file nor a link")
    try:
        return None if url is None else http_address(url)
    except Refused:
        if not row["file_path"]:
            raise
        transfer.leave_empty(HAND_INS, row["id"], "url", "it is no http or https address, and there is a file")
        return None


def bring_files(transfer: Transfer, copies: Copies) -> None:
    """Rows for the files of hand-ins that are here; a missing one is listed."""
    known = transfer.register(HAND_INS).here
    rows = [row for row in transfer.store.rows("stage_submission") if row["file_path"] and str(row["id"]) in known]
    fresh = [row["file_path"] for row in rows if not transfer.register(FILES).knows(FILES.source_id(row))]
    digests = read_digests(transfer.store.files, fresh)
    planned: dict[str, Digest] = {}

    def build(row: Row) -> Values:
        path = row["file_path"]
        if path not in digests:
            raise Refused(f"its file {shown(path)} is missing; the hand-in is kept without it")
        values = file_values(transfer, row, digests[path])
        planned[values["storage_key"]] = digests[path]
        return values

    for draft in transfer.bring(FILES, rows, build):
        copies.add(draft.values["storage_key"], planned[draft.values["storage_key"]])


def file_values(transfer: Transfer, row: Row, digest: Digest) -> Values:
    """One file's row."""
    name = file_name(row)
    return {
        "submission_id": transfer.register(HAND_INS).resolve(row["id"]),
        "storage_key": f"submissions/{uuid4().hex}",
        "file_name": name,
        "media_type": mimetypes.guess_type(name)[0] or OCTETS,
        "size_bytes": digest.size,
        "sha256": digest.sha256,
        "created_at": instant(row, "submitted_at") or transfer.now,
    }
