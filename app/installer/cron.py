"""pg_cron as the installer meets it: in the application's database, or in another one of the same cluster.

In the application's database a job is scheduled by its own role, which needs no special right. From another database
it takes `schedule_in_database`, which pg_cron leaves to superusers, and the job's name carries `@database`, so that
two Stageclocks in one cluster do not meet.
"""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from app.errors import OperatorError

Job = dict[str, Any]
Connection = psycopg.Connection[Any]

JOBS = r"""
select j.* from cron.job j
where j.command ~* '\mstageclock\.(tick|purge)\M'
  and (j.database = %(database)s
       -- Damaged or left behind by a renaming: ours by its very name, and of no other database that lives.
       or (%(here)s and j.jobname in ('stageclock-tick', 'stageclock-purge')
           and not exists (select from pg_database d where d.datname = j.database)))
order by j.jobid
"""
# The newest run id that pg_cron wrote, where its sequence would hand it out again.
RUN_ID_BEHIND = """
select last.runid from cron.runid_seq s, lateral (select max(d.runid) as runid from cron.job_run_details d) last
where last.runid >= s.last_value + s.is_called::integer
"""
NOT_LOADED = (
    "This server has not loaded pg_cron, which alone changes its jobs: add it to shared_preload_libraries and restart. "
    "In a copy where nothing is to run before they are gone, set cron.database_name to another database for that start."
)


@dataclass
class Cron:
    """Where the jobs are kept; `connection` leads to pg_cron's database, `database` is the application's."""

    connection: Connection
    database: str
    role: str
    is_here: bool

    @property
    def version(self) -> str:
        """pg_cron's version as its extension says it, for example 1.4-1."""
        return str(self._one("select extversion from pg_extension where extname = 'pg_cron'"))

    @property
    def knows_seconds(self) -> bool:
        """Schedules such as "10 seconds" came with 1.5."""
        major, minor = self.version.split("-")[0].split(".")[:2]
        return (int(major), int(minor)) >= (1, 5)

    def job_name(self, name: str) -> str:
        """The name under which a job of this database stands in pg_cron's."""
        return name if self.is_here else f"{name}@{self.database}"

    def jobs(self) -> list[Job]:
        """Our jobs, whoever owns them; `in_place` says whether they lead to this server and database."""
        with self.connection.cursor(row_factory=dict_row) as cursor:
            rows = cursor.execute(JOBS.encode(), {"database": self.database, "here": self.is_here}).fetchall()
        by_socket = self._setting("cron.use_background_workers") != "on"
        address = (self._setting("cron.host"), int(self._setting("port") or 0))
        for row in rows:
            leads_here = not by_socket or (row["nodename"], row["nodeport"]) == address
            row["in_place"] = leads_here and row["database"] == self.database
        return rows

    def schedule(self, name: str, schedule: str, command: str) -> str:
        """Register a job, or change the schedule of the one that bears the name; returns what was done."""
        job_name = self.job_name(name)
        if self.is_here:
            call = sql.SQL("select cron.schedule({}, {}, {})").format(job_name, schedule, command)
            job = self._as(self.role, call)
        else:
            arguments = sql.SQL(", ").join(map(sql.Literal, (job_name, schedule, command, self.database, self.role)))
            job = self._one(sql.SQL("select cron.schedule_in_database({})").format(arguments))
        return f"Registered job {job}: {command} at {schedule}."

    def unschedule(self, job: Job) -> str:
        """Take a job away; OperatorError with the SQL for a superuser where it is another role's."""
        call = sql.SQL("select cron.unschedule({}::bigint)").format(job["jobid"])
        if not self.is_here:
            self._one(call)
        elif job["username"] == self.role:
            self._as(self.role, call)
        elif self.is_superuser:
            self._as(None, call)
        else:
            raise OperatorError(
                f"Job {job['jobid']} of the clock belongs to {job['username']} instead of {self.role}: as a superuser, "
                f"select cron.unschedule({job['jobid']}); then run this command again."
            )
        return f"Unscheduled job {job['jobid']}: {job['command']}."

    def mend_run_ids(self) -> list[str]:
        """Put the sequence of run ids past its table; behind it the launcher crashes every minute."""
        last = self._one(RUN_ID_BEHIND)
        if last is None:
            return []
        call = sql.SQL("select setval('cron.runid_seq', {}::bigint)").format(last)
        if not self.is_superuser:
            raise OperatorError(
                "cron.runid_seq is behind cron.job_run_details, which crashes pg_cron's launcher: as a superuser, "
                f"select setval('cron.runid_seq', {last}); then run this command again."
            )
        self._as(None, call)
        return [f"Put cron.runid_seq past {last}."]

    @property
    def is_superuser(self) -> bool:
        """Whether the login behind this connection is a superuser, whatever role it acts as."""
        return bool(self._one("select rolsuper from pg_roles where rolname = session_user"))

    def _as(self, role: str | None, call: sql.Composed) -> Any:
        """Run one call as another role (None: the login itself), and go back."""
        me = self._one("select current_user")
        target = sql.SQL("none") if role is None else sql.Identifier(role)
        self.connection.execute(sql.SQL("set local role {}").format(target))
        found = self._one(call)
        self.connection.execute(sql.SQL("set local role {}").format(sql.Identifier(me)))
        return found

    def _one(self, query: str | sql.Composed) -> Any:
        try:
            row = self.connection.execute(query.encode() if isinstance(query, str) else query).fetchone()
        except psycopg.errors.InternalError_ as error:
            if "shared_preload_libraries" not in str(error):
                raise
            raise OperatorError(NOT_LOADED) from None
        return row[0] if row else None

    def _setting(self, name: str) -> str | None:
        """A server setting, None where it does not exist or this role may not read it."""
        try:
            with self.connection.transaction():
                found = self._one(sql.SQL("select current_setting({}, true)").format(name))
        except psycopg.errors.InsufficientPrivilege:
            return None
        return None if found is None else str(found)
