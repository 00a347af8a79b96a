"""Stages with the status that TG-EDU stored, and the history rows that say where that status comes from."""

from collections import defaultdict
from collections.abc import Callable

from psycopg.types.json import Jsonb

from app.importing.assignments import ASSIGNMENTS
from app.importing.register import SYSTEM
from app.importing.transfer import Draft, Kind, Transfer, Values
from app.importing.values import Refused, Row, instant, prose, shown, window, word
from app.importing.writing import copy_rows

STAGES = Kind("stage", "stages")

KINDS = {
    "team_formation": "team_formation",
    "division": "division",
    "submission": "submission",
    "custom": "custom",
    "task": "custom",  # deprecated there
}
STATUSES = ("pending", "active", "completed")
MODES = ("file", "link")

NEXT_POSITIONS = "select assignment_id, max(position) + 1 from stages where assignment_id = any (%s) group by 1"
HISTORY = (
    "stage_id", "generation", "from_status", "to_status", "due_at", "happened_at", "cause", "effects", "created_at",
)  # fmt: skip


def bring_stages(transfer: Transfer) -> list[int]:
    """Every stage as it stands: what fell due meanwhile is the tick's to do. Returns the new keys."""
    next_position = positions(transfer)

    def build(row: Row) -> Values:
        values = stage_values(transfer, row)
        return {**values, "position": next_position(values["assignment_id"])}

    written = transfer.bring(STAGES, sorted(transfer.store.rows("stage"), key=place_in_plan), build)
    write_history(transfer, written)
    return [draft.row_id for draft in written]


def stage_values(transfer: Transfer, row: Row) -> Values:
    """One stage without its position; `held` is left to the database's trigger."""
    assignment_id = transfer.register(ASSIGNMENTS).resolve(row["major_assignment_id"])
    if row["stage_type"] not in KINDS:
        raise Refused(f"its stage_type {shown(row['stage_type'])} is unknown")
    if row["status"] not in STATUSES:
        raise Refused(f"its status {shown(row['status'])} is unknown")
    starts_at, ends_at = window(row)
    return {
        "assignment_id": assignment_id,
        "name": word(row, "name"),
        "description": prose(row, "description"),
        "kind": KINDS[row["stage_type"]],
        "status": row["status"],
        "starts_at": starts_at,
        "ends_at": ends_at,
        "submission_mode": submission_mode(transfer, row),
        "created_at": instant(row, "created_at") or transfer.now,
    }


def submission_mode(transfer: Transfer, row: Row) -> str | None:
    """`file` or `link`; anything else is left out, and noted."""
    mode = row["submission_mode"]
    if mode in MODES:
        return str(mode)
    if mode:
        transfer.leave_empty(STAGES, row["id"], "submission_mode", "it is neither file nor link")
    return None


def place_in_plan(row: Row) -> tuple[str, float, float]:
    """TG-EDU's order within one course work; rows without one come last, equal ones by their key."""
    order, key = (row[c] if isinstance(row[c], int | float) else float("inf") for c in ("order", "id"))
    return str(row["major_assignment_id"]), order, key


def positions(transfer: Transfer) -> Callable[[int], int]:
    """Gives each course work's stages 0, 1, 2, …; in one that is here already, behind those that it has."""
    known = list(transfer.register(ASSIGNMENTS).here.values())
    free: defaultdict[int, int] = defaultdict(int, transfer.connection.execute(NEXT_POSITIONS, [known]).fetchall())

    def next_position(assignment_id: int) -> int:
        free[assignment_id] += 1
        return free[assignment_id] - 1

    return next_position


def write_history(transfer: Transfer, written: list[Draft]) -> None:
    """One row for each stage that is not pending, so that the ledger knows its status and no tick repeats it."""
    moved = [draft for draft in written if draft.values["status"] != "pending"]
    copy_rows(transfer.connection, "stage_transitions", HISTORY, (history_values(transfer, draft) for draft in moved))
    transfer.findings.brought["stage_transitions"] += len(moved)


def history_values(transfer: Transfer, draft: Draft) -> tuple[object, ...]:
    """pending → what it is now. When it really happened nobody wrote down: due as planned, happened with the import."""
    status = draft.values["status"]
    due_at = draft.values["starts_at" if status == "active" else "ends_at"]
    origin = Jsonb({"system": SYSTEM})
    return draft.row_id, 0, "pending", status, due_at, transfer.now, "import", origin, transfer.now
