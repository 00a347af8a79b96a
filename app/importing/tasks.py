"""The tasks of teams, and the reports of progress on them."""

from app.importing.people import USERS
from app.importing.roles import MEMBERS
from app.importing.teams import TEAMS
from app.importing.transfer import Kind, Transfer, Values
from app.importing.values import Refused, Row, instant, prose, shown, word

TASKS = Kind("team_task", "team_tasks")
REPORTS = Kind("task_progress", "task_updates")

PRIORITY = {"low": "low", "medium": "normal", "normal": "normal", "high": "high", "urgent": "high", None: "normal"}


def bring_tasks(transfer: Transfer) -> None:
    """Tasks, and who said when how far they are."""
    teams = list(transfer.register(TEAMS).here.values())
    members = set(transfer.connection.execute(MEMBERS, [teams]).fetchall())
    transfer.bring(TASKS, transfer.store.rows("team_task"), lambda row: task_values(transfer, row, members))
    transfer.bring(REPORTS, transfer.store.rows("task_progress"), lambda row: report_values(transfer, row))


def task_values(transfer: Transfer, row: Row, members: set[tuple[int, int]]) -> Values:
    """One task; for nobody where its assignee is not in the team."""
    team_id = transfer.register(TEAMS).resolve(row["team_id"])
    assignee_id = transfer.named(TASKS, row["id"], "assigned_to", row["assigned_to"])
    if assignee_id is not None and (team_id, assignee_id) not in members:
        transfer.leave_empty(TASKS, row["id"], "assigned_to", "the person it names is not in the team")
        assignee_id = None
    if row["priority"] not in PRIORITY:
        raise Refused(f"its priority {shown(row['priority'])} is unknown")
    return {
        "team_id": team_id,
        "title": word(row, "title"),
        "description": prose(row, "description"),
        "assignee_id": assignee_id,
        "priority": PRIORITY[row["priority"]],
        "progress": 100 if row["status"] == "completed" else per_cent(row),
        "completed_at": instant(row, "completed_at"),
        "created_by": transfer.register(USERS).resolve(row["created_by"]),
        "created_at": instant(row, "created_at") or transfer.now,
    }


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
    """Progress from 0 to 100; nothing said is 0."""
    value = row["progress"] or 0
    if not isinstance(value, int) or not 0 <= value <= 100:
        raise Refused(f"its progress {shown(value)} is no number from 0 to 100")
    return value
