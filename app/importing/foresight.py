"""What the next tick would do to what an import brings: it is done, by the tick's own code, counted, and undone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import args_row

# Work that is brought in paused is asked about as it would be without the pause.
UNPAUSE = """
update assignments set paused_at = null
where paused_at is not null and id in (select assignment_id from stages where id = any (%(stages)s))
"""
# Openings first, so that a stage overdue for both passes through both.
MOVE = """
select stageclock.move_stages(array_agg(s.id), %(to)s, %(at)s, null)
from stages s
where s.id = any (%(stages)s) and stageclock.is_due(s.status, s.held, s.starts_at, s.ends_at, %(to)s, %(at)s)
having count(*) > 0
"""
# Of what is new here, only what was just done has the cause `clock`.
COUNT = """
with done as materialized (
    select id, to_status from stage_transitions where stage_id = any (%(stages)s) and cause = 'clock'
),
told as materialized (
    select recipient_id from notifications where transition_id in (select id from done)
)
select %(at)s::timestamptz,
       (select count(*) from done where to_status = 'active'),
       (select count(*) from done where to_status = 'completed'),
       (select count(*) from team_members where transition_id in (select id from done)),
       (select count(*) from role_assignments where transition_id in (select id from done)),
       (select count(distinct recipient_id) from told),
       (select count(*) from told)
"""
# The planner knows nothing yet of what was just written, and would read whole tables once for each course work.
LEARN = (
    "analyze users, enrollments, assignments, assignment_teachers, stages, teams, team_members, team_invitations,"
    " division_roles, role_assignments"
)


@dataclass(frozen=True)
class Foresight:
    """How many openings and closings are due at an instant, how many students the closings would put into teams, how
    many roles they would give to somebody, and how many people would be told of all that, in how many notices.
    """

    at: datetime
    openings: int
    closings: int
    grouped: int
    given: int
    people: int
    notices: int


def foresee(connection: Connection[Any], stage_ids: list[int], at: datetime, hold: bool) -> Foresight:
    """Ask about these stages, which must be new; `hold` asks as if the pause they came with were over."""
    if stage_ids:
        connection.execute(LEARN)
    asked = {"stages": stage_ids, "at": at}
    with connection.transaction(force_rollback=True):
        if hold:
            connection.execute(UNPAUSE, asked)
        for to in ("active", "completed"):
            connection.execute(MOVE, {**asked, "to": to})
        with connection.cursor(row_factory=args_row(Foresight)) as cursor:
            return cursor.execute(COUNT, asked).fetchall()[0]
