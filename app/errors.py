"""Errors that people read: what an operator must mend, and what the database refuses to whom it asks."""

import re

import psycopg
from flask_babel import gettext
from sqlalchemy.exc import DBAPIError

from app.sentences import SENTENCES

NO_URL = "DATABASE_URL is not set: give it the database's address, for example postgresql://stageclock_app@/stageclock?host=/run/postgresql."
BAD_URL = "The database address cannot be read: it must look like postgresql://role@host:5432/database."
NO_SCHEMA = "The database is not at the version this code needs: run `alembic upgrade head`."

NO_ROLES = (
    "The roles of Stageclock do not exist in this cluster: run `psql -f sql/roles.sql` once, as a superuser, "
    "in the application's database."
)
AWAY = "PostgreSQL cannot be reached at {0}: {1}. Start it, or correct the address."
STANDBY = "Every PostgreSQL that answers at this address is a standby: promote one, or start the primary."

BUSY = "Another session is in the middle of something ({0}). Nothing was changed: try again in a minute."
ADVICE = {
    "42501": "PostgreSQL refuses this to the role in use: {0}. "
    "Operators' commands need MIGRATION_DATABASE_URL with the role stageclock_owner.",
    "40001": BUSY,
    "40P01": BUSY,
    "55P03": BUSY,
}

UNDEFINED_OBJECT = {"42P01", "3F000", "42883", "42703", "42704"}
UNREACHABLE = {None, "57P01", "57P02", "57P03", "08000", "08001", "08003", "08006"}

# SQLSTATE → HTTP status: the one table. What is not in it is a fault of ours.
STATUS = {
    "SC001": 409,  # a stage or team formation is not open
    "SC002": 409,  # transition not allowed
    "SC003": 422,  # bad window
    "SC004": 409,  # in a team already
    "SC005": 409,  # the team is full
    "SC006": 404,  # does not exist
    "SC007": 409,  # its clock stands still
    "SC008": 409,  # paused already, or not paused
    "SC009": 409,  # nothing to retry
    "SC010": 500,  # append-only: no page of ours may ask for it
    "SC011": 409,  # changed by somebody else meanwhile
    "SC012": 409,  # taken: a name or number that belongs to one only
    "SC013": 422,  # a value that cannot be
    "SC014": 409,  # a class list that cannot be applied
    "SC015": 409,  # would leave nobody who may act
    "SC016": 403,  # the leader's, a member's or a teacher's to do
    "40001": 503,  # not now: somebody else was at it, or it took too long
    "40P01": 503,
    "55P03": 503,
    "57014": 503,
}


class OperatorError(Exception):
    """Something an operator must mend; `str()` is one clear sentence with the remedy."""


class Refused(Exception):
    """What the database refused or failed to do; nothing was changed. `message` is its own, in English."""

    def __init__(self, sqlstate: str, message: str) -> None:
        super().__init__(f"{sqlstate}: {message}")
        self.sqlstate = sqlstate
        self.message = message

    @property
    def status(self) -> int:
        """The HTTP status of the answer."""
        return STATUS.get(self.sqlstate, 500)

    @property
    def sentence(self) -> str | None:
        """What the reader is told, in their language; None where the database failed rather than refused."""
        return str(gettext(self.message)) if self.message in SENTENCES else None


def refusal(error: DBAPIError) -> Refused | None:
    """The refusal in a database error; None where an operator has to mend something first."""
    cause = error.orig
    if not isinstance(cause, psycopg.Error) or cause.sqlstate is None:
        return None
    if not cause.sqlstate.startswith("SC") and explain(error):
        return None
    return Refused(cause.sqlstate, cause.diag.message_primary or "")


# What libpq says where a connection fails; there is no SQLSTATE then. Pattern → sentence.
NO_CONNECTION = (
    (r'role "stageclock_\w+" does not exist', NO_ROLES),
    (r'role "(.+)" does not exist', "PostgreSQL has no role {0}: create it, or correct the user in the address."),
    (r'database "(.+)" does not exist', "PostgreSQL has no database {0}: create it, or correct the address."),
    (r"password authentication failed|no password supplied", "PostgreSQL refuses the password: correct the address."),
    (r"no pg_hba.conf entry", "PostgreSQL's pg_hba.conf lets nobody in from here as this role: add a line for it."),
    (r'permission denied for database "(.+)"', "This role may not connect to {0}: run sql/roles.sql as a superuser."),
    (r"session is read-only|server is in hot standby mode", STANDBY),
    (r"connection to server (?:at|on) (.+?) failed: (?!FATAL)(.+)", AWAY),
)


def first_line(error: BaseException) -> str:
    """The part of a database error that says what happened, without the driver's wrapping."""
    text = str(error).strip() or type(error).__name__
    return re.sub(r"^.*?(FATAL|ERROR|fatal|error):\s+", "", text.splitlines()[0].strip()).rstrip(".?")


def no_connection(error: BaseException) -> OperatorError:
    """Why PostgreSQL was not reached or let nobody in, with the remedy."""
    for pattern, sentence in NO_CONNECTION:
        found = re.search(pattern, str(error))
        if found:
            return OperatorError(sentence.format(*found.groups()))
    return OperatorError(f"PostgreSQL cannot be reached: {first_line(error)}. Start it, or correct the address.")


def explain(error: BaseException) -> OperatorError | None:
    """Turn a database error into an operator's sentence, or None where it is a fault of ours."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, psycopg.Error):
        return None
    if (cause.sqlstate or "").startswith("SC"):
        return OperatorError(f"{cause.diag.message_primary} Nothing was changed.")
    if cause.sqlstate in UNDEFINED_OBJECT:
        return OperatorError(f"{NO_SCHEMA} (PostgreSQL: {first_line(cause)})")
    if cause.sqlstate in ADVICE:
        return OperatorError(ADVICE[cause.sqlstate].format(first_line(cause)))
    if isinstance(cause, psycopg.OperationalError) and cause.sqlstate in UNREACHABLE:
        return no_connection(cause)
    return None
