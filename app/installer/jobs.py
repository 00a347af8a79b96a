"""The clock's jobs in pg_cron: registers what is missing, mends what is wrong, keeps what a DBA chose.

pg_cron never resets host, port or `active` of a job it knows, so mending is unscheduling and scheduling anew, as the
role that the job belongs to. A job that somebody switched off stays as it is: only its DBA can switch it on.
"""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from app.errors import OperatorError

Job = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """A job as it should be; the schedule only where there is none yet."""

    name: str
    schedule: str
    procedure: str

    @property
    def command(self) -> str:
        """Exactly this: a second statement or a SET would forbid the procedure to commit."""
        return f"CALL stageclock.{self.procedure}()"


WANTED = (Wanted("stageclock-tick", "* * * * *", "tick"), Wanted("stageclock-purge", "17 3 * * *", "purge"))

PLACE = """
select current_database() as here, stageclock.read_setting('cron.database_name') as there,
       stageclock.cron_is_preloaded() as preloaded, stageclock.cron_is_here() as installed,
       stageclock.clock_role() as role
"""
# In libpq mode a job carries the address at which pg_cron was to connect when it was scheduled.
JOBS = """
select j.*, j.database = current_database()
            and (stageclock.read_setting('cron.use_background_workers') = 'on'
                 or (j.nodename = stageclock.read_setting('cron.host') and j.nodeport = current_setting('port')::int))
            as in_place
from stageclock.cron_jobs j order by j.jobid
"""


def install(connection: psycopg.Connection[Any]) -> list[str]:
    """Register and mend both jobs; returns a sentence for each thing done. OperatorError where pg_cron is not here."""
    role = clock_role(connection)
    return [said for wanted in WANTED for said in _settle(connection, wanted, role)]


def uninstall(connection: psycopg.Connection[Any]) -> list[str]:
    """Unschedule our jobs; returns a sentence for each. Stages stay as they are until something calls the tick."""
    role = clock_role(connection)
    jobs = _jobs(connection)
    _refuse_foreign(jobs, role)
    return [_unschedule(connection, job, role) for job in jobs] or ["No job of the clock is registered."]


def clock_role(connection: psycopg.Connection[Any]) -> str:
    """The role that owns the jobs; OperatorError where this database has no pg_cron to own jobs in."""
    place = _rows(connection, PLACE)[0]
    if not place["preloaded"] and not place["installed"]:
        raise OperatorError(
            "pg_cron is not preloaded: put shared_preload_libraries = 'pg_cron' and cron.database_name = "
            f"'{place['here']}' into postgresql.conf, restart PostgreSQL, run sql/roles.sql as a superuser, then this "
            "command again. Without pg_cron, let any scheduler run `CALL stageclock.tick()` every minute."
        )
    if place["there"] is not None and place["there"] != place["here"]:
        raise OperatorError(
            f"pg_cron lives in database {place['there']}, not in {place['here']}: set cron.database_name = "
            f"'{place['here']}' and restart PostgreSQL, or have its DBA run there, as a superuser: "
            + "; ".join(_from_there(wanted, place) for wanted in WANTED)
            + "."
        )
    if not place["installed"]:
        raise OperatorError("The pg_cron extension is not in this database: run sql/roles.sql as a superuser.")
    return str(place["role"])


def _from_there(wanted: Wanted, place: Job) -> str:
    name = f"{wanted.name}@{place['here']}"
    arguments = (name, wanted.schedule, wanted.command, place["here"], place["role"])
    return f"select cron.schedule_in_database({', '.join(_quoted(a) for a in arguments)})"


def _settle(connection: psycopg.Connection[Any], wanted: Wanted, role: str) -> list[str]:
    jobs = [job for job in _jobs(connection) if f"stageclock.{wanted.procedure}" in job["command"].lower()]
    _refuse_foreign(jobs, role)
    keep = next((job for job in jobs if _is_right(job, wanted)), None)
    keep = keep or next((job for job in jobs if not job["active"]), None)
    said = [_unschedule(connection, job, role) for job in jobs if job is not keep]
    if keep is None:
        schedule = jobs[0]["schedule"] if jobs else wanted.schedule
        said.append(_schedule(connection, wanted, schedule, role))
    elif not keep["active"]:
        said.append(
            f"Job {keep['jobid']} ({wanted.command}) is switched off and stays so: a superuser lets it run by "
            f"select cron.alter_job({keep['jobid']}, active => true)."
        )
    else:
        said.append(f"Job {keep['jobid']} runs {wanted.command} at {keep['schedule']}.")
    return said


def _is_right(job: Job, wanted: Wanted) -> bool:
    return bool(
        job["active"] and job["in_place"] and job["command"] == wanted.command and job["jobname"] == wanted.name
    )


def _refuse_foreign(jobs: list[Job], role: str) -> None:
    foreign = [job for job in jobs if job["username"] != role]
    if foreign:
        calls = " ".join(f"select cron.unschedule({job['jobid']});" for job in foreign)
        owners = ", ".join(sorted({str(job["username"]) for job in foreign}))
        raise OperatorError(f"Jobs of the clock belong to {owners} instead of {role}: as a superuser, {calls}")


def _schedule(connection: psycopg.Connection[Any], wanted: Wanted, schedule: str, role: str) -> str:
    call = sql.SQL("select cron.schedule({}, {}, {})").format(wanted.name, schedule, wanted.command)
    jobid = _as(connection, role, call)
    return f"Registered job {jobid}: {wanted.command} at {schedule}."


def _unschedule(connection: psycopg.Connection[Any], job: Job, role: str) -> str:
    _as(connection, role, sql.SQL("select cron.unschedule({}::bigint)").format(job["jobid"]))
    return f"Unscheduled job {job['jobid']}: {job['command']}."


def _as(connection: psycopg.Connection[Any], role: str, call: sql.Composed) -> Any:
    """Run one call as the jobs' owner: pg_cron records, and finds, only the current role's jobs."""
    me = connection.execute("select current_user").fetchone()
    connection.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
    row = connection.execute(call).fetchone()
    connection.execute(sql.SQL("set local role {}").format(sql.Identifier(me[0] if me else role)))
    return row[0] if row else None


def _jobs(connection: psycopg.Connection[Any]) -> list[Job]:
    return _rows(connection, JOBS)


def _rows(connection: psycopg.Connection[Any], query: str) -> list[Job]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query.encode()).fetchall()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
