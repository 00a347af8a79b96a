"""What teams handed in, attempt by attempt, with the files. A file may be missing: the hand-in stays without it."""

import mimetypes
from collections import defaultdict
from uuid import uuid4

from app.importing.copies import Copies, Digest, read_digests
from app.importing.material import OCTETS, file_name, http_address
from app.importing.stages import STAGES
from app.importing.teams import TEAMS, oldest_first
from app.importing.transfer import Kind, Transfer, Values
from app.importing.values import Refused, Row, instant, optional_word, prose, shown

HAND_INS = Kind("stage_submission", "submissions", born="submitted_at")
FILES = Kind("stage_submission.file_path", "submission_files", born="submitted_at")

REVIEW = {"pending": "waiting", "approved": "approved", "rejected": "returned", None: "waiting"}
LAST_ATTEMPTS = "select stage_id, team_id, max(attempt) from submissions where team_id = any (%s) group by 1, 2"
LEADERS = "select id, leader_id from teams where id = any (%s)"


def bring_hand_ins(transfer: Transfer, copies: Copies) -> None:
    """Hand-ins in the order in which they came, then the files that are there."""
    teams = list(transfer.register(TEAMS).here.values())
    attempts: defaultdict[tuple[int, int], int] = defaultdict(int)
    for stage_id, team_id, last in transfer.connection.execute(LAST_ATTEMPTS, [teams]):
        attempts[stage_id, team_id] = last
    leaders: dict[int, int] = dict(transfer.connection.execute(LEADERS, [teams]).fetchall())

    def build(row: Row) -> Values:
        values = hand_in_values(transfer, row, leaders)
        attempts[values["stage_id"], values["team_id"]] += 1
        return {**values, "attempt": attempts[values["stage_id"], values["team_id"]]}

    transfer.bring(HAND_INS, oldest_first(transfer.store.rows("stage_submission"), "submitted_at"), build)
    bring_files(transfer, copies)


def hand_in_values(transfer: Transfer, row: Row, leaders: dict[int, int]) -> Values:
    """One hand-in without its number; the leader handed in what names nobody."""
    team_id = transfer.register(TEAMS).resolve(row["team_id"])
    if row["status"] not in REVIEW:
        raise Refused(f"its status {shown(row['status'])} is unknown")
    submitted_at = instant(row, "submitted_at") or transfer.now
    url = optional_word(row, "url")
    return {
        "stage_id": transfer.register(STAGES).resolve(row["stage_id"]),
        "team_id": team_id,
        "submitted_by": transfer.named(HAND_INS, row["id"], "submitted_by", row["submitted_by"]) or leaders[team_id],
        "begun_at": submitted_at,
        "submitted_at": submitted_at,
        "url": http_address(url) if url else None,
        "review": REVIEW[row["status"]],
        "reviewed_by": transfer.named(HAND_INS, row["id"], "reviewed_by", row["reviewed_by"]),
        "reviewed_at": instant(row, "reviewed_at"),
        "review_comment": prose(row, "review_comment") or None,
        "created_at": submitted_at,
    }


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
