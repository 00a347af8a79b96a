"""Stages of the demo that fall due when a story wants it."""

from tests.containers.system import System

FAR = """
select s.id from stages s join assignments a on a.id = s.assignment_id
where a.state = 'published' and s.status = 'pending' and s.starts_at > clock_timestamp() + interval '10 minutes'
  and a.title not like '%Sensors%'
order by s.starts_at limit 1
"""


def make_due(system: System) -> int:
    """Have the teacher move the next stage that is far away to two seconds from now; its id."""
    stage = int(system.sql(FAR))
    system.sql(
        "select stageclock.reschedule_stage(s.id, clock_timestamp() + interval '2 s', s.ends_at, u.id)"
        f" from stages s, users u where s.id = {stage} and u.username = 'lin'"
    )
    return stage


def lag_of(system: System, stage: int) -> str:
    """By how many seconds the clock was late with a stage; empty while it has not moved it."""
    return system.sql(
        "select extract(epoch from happened_at - due_at) from stage_transitions"
        f" where stage_id = {stage} and cause = 'clock' and due_at > now() - interval '1 hour' order by id desc limit 1"
    )
