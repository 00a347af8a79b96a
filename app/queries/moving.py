"""Course works in which something moved lately, or moves soon by itself."""

from datetime import timedelta

from sqlalchemy import BigInteger, Integer, column, text

from app.db import db
from app.models import Assignment
from app.policy import Scope
from app.queries import assignments
from app.queries.assignments import CourseWork

LIMIT = 20
LATEST = 1000  # transitions that are looked at: they are found by their keys, as nothing finds them by time

# What moves soon is found by the two partial indexes of the tick; what is overdue comes first in them.
MOVING = text(
    """
    with clock as materialized (select stageclock.current_time() as at),
    moved as (
        select (select s.assignment_id from public.stages s where s.id = h.stage_id) as assignment_id,
               h.happened_at as at
        from (select l.stage_id, l.happened_at from public.stage_transitions l order by l.id desc limit :latest) h
        where h.happened_at > (select c.at - cast(:back as interval) from clock c)
    ),
    coming as (
        (select s.assignment_id, s.starts_at as at from public.stages s
         where s.status = 'pending' and not s.held
           and s.starts_at <= (select c.at + cast(:ahead as interval) from clock c)
         order by s.starts_at limit :latest)
        union all
        (select s.assignment_id, s.ends_at from public.stages s
         where s.status = 'active' and not s.held
           and s.ends_at <= (select c.at + cast(:ahead as interval) from clock c)
         order by s.ends_at limit :latest)
    ),
    nearest as (
        select m.assignment_id, min(greatest(m.at - c.at, c.at - m.at)) as distance
        from clock c
        cross join (select * from moved union all select * from coming) m
        group by m.assignment_id
    )
    select n.assignment_id, cast(row_number() over (order by n.distance, n.assignment_id) as integer) as place,
           cast(count(*) over () as integer) as works
    from nearest n
    order by n.distance, n.assignment_id
    limit :limit
    """
).columns(column("assignment_id", BigInteger), column("place", Integer), column("works", Integer))


def works(scope: Scope, back: timedelta, ahead: timedelta) -> tuple[list[CourseWork], int]:
    """Those that the reader may see, what is nearest to now first; how many there are, of which LIMIT are looked at."""
    near = MOVING.bindparams(back=back, ahead=ahead, latest=LATEST, limit=LIMIT).subquery("near")
    joined = assignments.course_work(scope).add_columns(near.c.works)
    found = joined.join(near, near.c.assignment_id == Assignment.id).order_by(near.c.place)
    rows = [dict(row) for row in db.session.execute(found).mappings()]
    numbers = [row.pop("works") for row in rows]
    return [CourseWork(**row) for row in rows], max(numbers, default=0)
