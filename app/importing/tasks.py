"""The tasks of teams, and the reports of progress on them."""

from app.importing.people import USERS
from app.importing.teams import TEAMS
from app.importing.teams_here import TeamsHere
from app.importing.transfer import Kind, Transfer, Values
from app.importing.values import Refused, Row, instant, one_of, prose, shown, word

TASKS = Kind("team_task", "team_tasks")
REPORTS = Kind("task_progress", "task_updates")

PRIORITY = {"low": "low", "medium": "normal", "normal": "normal", "high": "high", "urgent": "high"}


def bring_tasks(transfer: Transfer, here: TeamsHere) -> None:
    """Tasks, and who said when how far they are."""
    transfer.bring(TASKS, transfer.store.rows("team_task"), lambda row: task_values(transfer, here, row))
    transfer.bring(REPORTS, transfer.store.rows("task_progress"), lambda row: report_values(transfer, row))


def task_values(transfer: Transfer, here: TeamsHere, row: Row) -> Values:
    """One task. Done is what has reached 100 per cent, here; there it has a status too."""
    team_id = transfer.register(TEAMS).resolve(row["team_id"])
    progress = 100 if row["status"] == "completed" else per_cent(row)
    return {
        "team_id": team_id,
        "title": word(row, "title"),
        "description": prose(row, "description"),
        "assignee_id": assignee(transfer, here, team_id, row),
        "priority": one_of(row, "priority", PRIORITY, "normal"),
        "progress": progress,
        "completed_at": (instant(row, "completed_at") or transfer.now) if progress == 100 else None,
        "created_by": transfer.register(USERS).resolve(row["created_by"]),
        "created_at": instant(row, "created_at") or transfer.now,
    }


def assignee(transfer: Transfer, here: TeamsHere, team_id: int, row: Row) -> int | None:
    """Who is to do it; nobody, which is noted, where that person is not in the team."""
    person = transfer.named(TASKS, row["id"], "assigned_to", row["assigned_to"])
    if person is not None and (team_id, person) not in here.members:
        transfer.leave_empty(TASKS, row["id"], "assigned_to", "the person it names is not in the team")
        return None
    return person


def report_values(transfer: Transfer, row: Row) -> Values:
    """One report of progress."""
    return {
        "task_id": transfer.register(TASKS).resolve(row["task_id"]),
        "user_id": transfer.register(USERS).resolve(row["user_id"]),
        "progress": per_cent(row),
        "note": prose(row, "comment"),
        "created_at": instant(row, "created_at") or transfer.now,
    }


def per_cent(row: Row) -> int:
    """Progress from 0 to 100; null is none yet."""
    value = 0 if row["progress"] is None else row["progress"]
    if not isinstance(value, int) or not 0 <= value <= 100:
        raise Refused(f"its progress is no number from 0 to 100: {shown(value)}")
    return value
