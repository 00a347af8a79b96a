"""The tasks of teams: one page of a list, one task, and what was reported about it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from app.db import db
from app.models.types import TaskPriority
from app.queries.keyset import Window

PAGE_SIZE = 50
MINE, OPEN, DONE, ALL = "mine", "open", "done", "all"

CHOSEN = {MINE: "k.assignee_id = :user_id", OPEN: "k.progress < 100", DONE: "k.progress = 100", ALL: "true"}
TASKS = """
    select k.id, k.team_id, k.title, k.description, k.assignee_id, a.name as assignee_name, k.priority, k.due_at,
           k.progress, k.completed_at, k.created_by, m.name as created_by_name, k.created_at,
           coalesce(k.progress < 100 and k.due_at <= c.at, false) as is_overdue
    from public.team_tasks k
    cross join (select stageclock.current_time() as at) c
    join public.users m on m.id = k.created_by
    left join public.users a on a.id = k.assignee_id
"""
ORDER = "order by k.progress = 100, k.due_at nulls last, k.priority desc, k.id limit :limit offset :offset"
PAGE = {name: text(f"{TASKS} where k.team_id = :team_id and {which} {ORDER}") for name, which in CHOSEN.items()}
# Each list in the order in which it was written, to be read on by key.
ON = {
    name: text(
        f"{TASKS} where k.team_id = :team_id and {which} and (cast(:before as bigint) is null or k.id < :before)"
        " and (cast(:assignee_id as bigint) is null or k.assignee_id = :assignee_id)"
        " order by k.id desc limit :limit"
    )
    for name, which in CHOSEN.items()
}
ONE = text(f"{TASKS} where k.id = :task_id")
COUNT = text(
    """
    select count(*) filter (where k.assignee_id = :user_id) as mine,
           count(*) filter (where k.progress < 100) as open, count(*) as all
    from public.team_tasks k
    where k.team_id = :team_id
    """
)
UPDATES = text(
    """
    select p.id, p.user_id, u.name as by_name, p.progress, p.note, p.created_at
    from public.task_updates p
    join public.users u on u.id = p.user_id
    where p.task_id = :task_id and (cast(:before as bigint) is null or p.id < :before)
    order by p.id desc
    limit :limit offset :offset
    """
)
MAY_CHANGE = text(
    "select not stageclock.stands_still(a.state, a.paused_at, null) from public.assignments a where a.id = :id"
)


@dataclass(frozen=True)
class Task:
    """One task. `is_overdue`: it is due, by the database's clock, and not at 100 per cent."""

    id: int
    team_id: int
    title: str
    description: str
    assignee_id: int | None
    assignee_name: str | None
    priority: TaskPriority
    due_at: datetime | None
    progress: int
    completed_at: datetime | None
    created_by: int
    created_by_name: str
    created_at: datetime
    is_overdue: bool


@dataclass(frozen=True)
class Report:
    """What somebody reported about a task; `progress` in per cent."""

    id: int
    user_id: int
    by_name: str
    progress: int
    note: str
    created_at: datetime


def page(team_id: int, user_id: int, shown: str, number: int) -> tuple[list[Task], bool]:
    """One page (1 is the first) of a team's tasks, the open ones first, by when they are due; is there more?"""
    asked = {"team_id": team_id, "user_id": user_id, **_window(number)}
    rows = [Task(**row) for row in db.session.execute(PAGE[shown], asked).mappings()]
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def read_on(team_id: int, user_id: int, shown: str, assignee_id: int | None, window: Window) -> list[Task]:
    """A window of a team's tasks, or of those that are somebody's; the newest first."""
    who = {"team_id": team_id, "user_id": user_id, "assignee_id": assignee_id}
    asked = {**who, "before": window.after, "limit": window.limit + 1}
    return [Task(**row) for row in db.session.execute(ON[shown], asked).mappings()]


def counts(team_id: int, user_id: int) -> dict[str, int]:
    """How many tasks a team has, by what can be shown."""
    return dict(db.session.execute(COUNT, {"team_id": team_id, "user_id": user_id}).mappings().one())


def one(task_id: int) -> Task | None:
    """One task, None where there is none."""
    row = db.session.execute(ONE, {"task_id": task_id}).mappings().one_or_none()
    return Task(**row) if row else None


def reports(task_id: int, number: int) -> tuple[list[Report], bool]:
    """One page (1 is the first) of what was reported about a task, the latest first; is there more?"""
    rows = _reports({"task_id": task_id, "before": None, **_window(number)})
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def reports_on(task_id: int, window: Window) -> list[Report]:
    """A window of what was reported about a task, the latest first."""
    return _reports({"task_id": task_id, "before": window.after, "limit": window.limit + 1, "offset": 0})


def may_change(assignment_id: int) -> bool:
    """Whether tasks of a course work can be changed now: unless it stands still."""
    return bool(db.session.scalar(MAY_CHANGE, {"id": assignment_id}))


def _reports(asked: dict[str, int | None]) -> list[Report]:
    return [Report(**row) for row in db.session.execute(UPDATES, asked).mappings()]


def _window(number: int) -> dict[str, int]:
    return {"limit": PAGE_SIZE + 1, "offset": (number - 1) * PAGE_SIZE}
