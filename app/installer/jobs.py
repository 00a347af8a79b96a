"""The clock's jobs in pg_cron: registers what is missing, mends what is wrong, keeps what a DBA chose.

pg_cron never resets host, port or `active` of a job it knows, so mending is unscheduling and scheduling anew, as the
role that the job belongs to. A job that somebody switched off stays as it is: only its DBA can switch it on.
"""

import re
from dataclasses import dataclass

import psycopg

from app.errors import OperatorError
from app.installer.cron import Cron, Job


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


TICK = Wanted("stageclock-tick", "* * * * *", "tick")
PURGE = Wanted("stageclock-purge", "17 3 * * *", "purge")
WANTED = (TICK, PURGE)
SCHEDULE = re.compile(r"(?:[\w*/,$-]+\s+){4}[\w*/,$-]+|\d+ seconds?")


def install(cron: Cron) -> list[str]:
    """Register and mend both jobs; returns a sentence for each thing done."""
    return cron.mend_run_ids() + [said for wanted in WANTED for said in _settle(cron, wanted)]


def uninstall(cron: Cron) -> list[str]:
    """Unschedule our jobs; returns a sentence for each. Stages stay as they are until something calls the tick."""
    return [cron.unschedule(job) for job in cron.jobs()] or ["No job of the clock is registered."]


def reschedule(cron: Cron, schedule: str) -> str:
    """Change how often the tick is called, at once. OperatorError where this pg_cron cannot do it."""
    ticking = _jobs_of(cron, TICK)
    if not ticking:
        raise OperatorError("No job runs the tick: `flask clock install` first.")
    if len(ticking) > 1 or ticking[0]["jobname"] != cron.job_name(TICK.name) or ticking[0]["username"] != cron.role:
        raise OperatorError("The job that runs the tick is not as it should be: `flask clock install` first.")
    # pg_cron reads five fields and never looks at what follows them.
    if not SCHEDULE.fullmatch(schedule.strip()):
        raise _malformed(cron, schedule)
    try:
        with cron.connection.transaction():
            return cron.schedule(TICK.name, schedule.strip(), TICK.command)
    except psycopg.errors.InvalidParameterValue:
        raise _malformed(cron, schedule) from None


def tick_schedule(cron: Cron) -> str:
    """The schedule of the job that runs the tick."""
    return next((str(job["schedule"]) for job in _jobs_of(cron, TICK)), TICK.schedule)


def _malformed(cron: Cron, schedule: str) -> OperatorError:
    seconds = ' or "10 seconds"' if cron.knows_seconds else ""
    return OperatorError(
        f"pg_cron {cron.version} does not understand the schedule {schedule!r}: give five fields such as "
        f'"*/5 * * * *"{seconds}. Nothing was changed.'
    )


def _settle(cron: Cron, wanted: Wanted) -> list[str]:
    jobs = _jobs_of(cron, wanted)
    keep = next((job for job in jobs if _is_right(cron, job, wanted)), None)
    keep = keep or next((job for job in jobs if not job["active"] and job["username"] == cron.role), None)
    said = [cron.unschedule(job) for job in jobs if job is not keep]
    if keep is None:
        schedule = jobs[0]["schedule"] if jobs else wanted.schedule
        said.append(cron.schedule(wanted.name, schedule, wanted.command))
    elif not keep["active"]:
        said.append(
            f"Job {keep['jobid']} ({wanted.command}) is switched off and stays so: a superuser lets it run by "
            f"select cron.alter_job({keep['jobid']}, active => true)."
        )
    else:
        said.append(f"Job {keep['jobid']} runs {wanted.command} at {keep['schedule']}.")
    return said


def _jobs_of(cron: Cron, wanted: Wanted) -> list[Job]:
    return [job for job in cron.jobs() if f"stageclock.{wanted.procedure}" in job["command"].lower()]


def _is_right(cron: Cron, job: Job, wanted: Wanted) -> bool:
    named = job["jobname"] == cron.job_name(wanted.name) and job["username"] == cron.role
    return bool(named and job["active"] and job["in_place"] and job["command"] == wanted.command)
