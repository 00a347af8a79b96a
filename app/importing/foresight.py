"""What the next tick would do to what an import brings, asked of the database while nothing is committed yet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import args_row

# The tick's own rules: `effective_status` and `people_of` are the functions it uses. A stage overdue for both passes
# through both. Work that is brought in paused is asked about as it would be without the pause.
FORESIGHT = """
with clock as materialized (select stageclock.current_time() as at),
brought as (
    select s.status, a.id as assignment_id, a.course_id,
           stageclock.effective_status(
               s.status, case when %(hold)s then a.state <> 'published' else s.held end, s.starts_at, s.ends_at, c.at
           ) as reached
    from clock c
    cross join unnest(%(stages)s::bigint[]) i (id)
    join stages s on s.id = i.id
    join assignments a on a.id = s.assignment_id
),
moves as (
    select assignment_id, course_id,
           (status = 'pending' and reached <> 'pending')::int as opening,
           (status <> 'completed' and reached = 'completed')::int as closing
    from brought
),
by_work as (
    select assignment_id, course_id, sum(opening) as openings, sum(closing) as closings
    from moves
    group by assignment_id, course_id
    having sum(opening + closing) > 0
),
told as (
    select p.user_id, sum(w.openings + w.closings) as notices
    from by_work w
    cross join lateral stageclock.people_of(w.assignment_id, w.course_id) p
    group by p.user_id
)
select (select at from clock),
       (select coalesce(sum(openings), 0)::bigint from by_work),
       (select coalesce(sum(closings), 0)::bigint from by_work),
       (select count(*) from told),
       (select coalesce(sum(notices), 0)::bigint from told)
"""


@dataclass(frozen=True)
class Foresight:
    """How many openings and closings are due at an instant, how many people would be told, in how many notices."""

    at: datetime
    openings: int
    closings: int
    people: int
    notices: int


# The planner knows nothing yet of what was just written, and would read whole tables once for each course work.
LEARN = "analyze users, enrollments, assignments, assignment_teachers, stages"


def foresee(connection: Connection[Any], stage_ids: list[int], hold: bool) -> Foresight:
    """Ask about these stages only; `hold` asks as if the pause they came with were over."""
    if stage_ids:
        connection.execute(LEARN)
    with connection.cursor(row_factory=args_row(Foresight)) as cursor:
        return cursor.execute(FORESIGHT, {"stages": stage_ids, "hold": hold}).fetchall()[0]
