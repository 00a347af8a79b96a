"""Errors that people read: what an operator must mend, and what the database refuses to whom it asks."""

import re

import psycopg
from flask_babel import gettext
from sqlalchemy.exc import DBAPIError

NO_URL = "DATABASE_URL is not set: give it the database's address, for example postgresql://stageclock_app@/stageclock?host=/run/postgresql."
BAD_URL = "The database address cannot be read: it must look like postgresql://role@host:5432/database."
NO_SCHEMA = "The database is not at the version this code needs: run `alembic upgrade head`."

NO_ROLES = (
    "The roles of Stageclock do not exist in this cluster: run `psql -f sql/roles.sql` once, as a superuser, "
    "in the application's database."
)
AWAY = "PostgreSQL cannot be reached at {0}: {1}. Start it, or correct the address."

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
    "SC002": 409,  # transition not allowed
    "SC003": 422,  # bad window
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
    "40001": 503,  # not now: somebody else was at it, or it took too long
    "40P01": 503,
    "55P03": 503,
    "57014": 503,
}


def N_(sentence: str) -> str:
    """Mark a sentence for translation, and leave it as it is: the database says it in English."""
    return sentence


# Every sentence of `stageclock.refuse`: operators read them at the terminal as they are, pages in their language.
SENTENCES = frozenset(
    {
        N_("A class list has 1 to 5,000 rows and names each student once, by number and name."),
        N_("A copy lies at most a hundred years from what is copied."),
        N_("A course has a code and a name."),
        N_("A course work ends after it starts."),
        N_("A course work has a title."),
        N_("A date cannot be moved so: see the marked ones, and choose other days or change those stages first."),
        N_("A date lies between the years 1900 and 9000."),
        N_("A date of the copy cannot be: see the marked ones, and choose another week or change those stages first."),
        N_("A draft is not archived: delete it, or publish it first."),
        N_("A file has a name and is not empty."),
        N_("A link begins with http:// or https:// and holds no spaces."),
        N_("A plan is copied into another course work than its own."),
        N_("A stage ends after it starts."),
        N_("A stage is reopened until an instant that lies ahead."),
        N_("An account needs a username and the name of a person."),
        N_("Another course has this code: choose a different one."),
        N_("Choose what kind of stage it is."),
        N_("Choose whether a file or a link is handed in."),
        N_("Everybody on this class list has chosen a password of their own already."),
        N_("Give the stage a name."),
        N_("It is not paused."),
        N_("It is paused already."),
        N_("No teacher who can sign in has this username: check its spelling."),
        N_("None of these stages has a date that can still be moved."),
        N_("Nothing of this stage has failed: there is nothing to try again."),
        N_("Only a closed stage can be reopened."),
        N_("Only a draft can be published."),
        N_("Only a draft takes another plan over: this one is published or archived."),
        N_("Only a stage that has not begun can be opened."),
        N_("Only the account of a student can be put on a class list."),
        N_("Some rows of this class list are refused: mend the file and upload it again."),
        N_("Somebody else has changed this meanwhile: look at what it is now."),
        N_("Somebody else has this student number: check its digits."),
        N_("Somebody has this username: choose another one."),
        N_("Somebody has to manage the course work: add another teacher first."),
        N_("Stages are moved by 1 to 366 days, later or earlier."),
        N_("The account of a student cannot teach: choose one of a teacher."),
        N_("The audit is append-only: nothing in it is changed or removed."),
        N_("The class or its accounts have changed since this was shown: look at what would happen now."),
        N_("The clock of this stage stands still: publish the course work or end the pause first."),
        N_("The end of a new stage lies ahead: choose a later one, or none."),
        N_("The end of this stage has passed: give it a later one first."),
        N_("The files have changed since they were shown: look at what they are now."),
        N_("The history of transitions is append-only: nothing in it is changed or removed."),
        N_("The new end lies in the past: close the stage by hand instead."),
        N_("The new start lies in the past: open the stage by hand instead."),
        N_("The plan has changed since it was shown: look at what it is now."),
        N_("The smallest team has at least one member, the largest no fewer than that."),
        N_("The start of a new stage lies ahead: choose a later one, or none and open the stage by hand."),
        N_("There is no such class list: upload it again."),
        N_("There is no such course work."),
        N_("There is no such course."),
        N_("There is no such file."),
        N_("There is no such link."),
        N_("There is no such person."),
        N_("There is no such stage."),
        N_("There is no such time zone: choose one from the list."),
        N_("This account is not switched off."),
        N_("This account is switched off already."),
        N_("This class list was applied already."),
        N_("This course is archived already."),
        N_("This course is archived: restore it first."),
        N_("This course is not archived."),
        N_("This course work has stages already: add others one by one."),
        N_("This course work is archived already."),
        N_("This course work is archived: restore it to change its plan."),
        N_("This course work is not archived."),
        N_("This is not its title: type it as it stands above."),
        N_("This is the last administrator who can sign in: make somebody else one first."),
        N_("This person does not manage the course work."),
        N_("This person is in the course already."),
        N_("This person is not in the course."),
        N_("This person manages the course work already."),
        N_("This person teaches a course or manages course work: take them out of it first."),
        N_("This stage has a history, which is kept: close it instead of removing it."),
        N_("This stage has begun, and keeps its kind: add another stage instead."),
        N_("This stage has begun: only its end can be moved."),
        N_("This stage is closed already."),
        N_("This stage is closed: reopen it to give it a new end."),
        N_("Use at most 200 characters for the name of a stage."),
        N_("Use at most 5000 characters for what a stage is about."),
        N_("What would happen has changed since it was shown: look at it again."),
        N_("You cannot give up your own role of administrator: ask another administrator."),
        N_("You cannot switch your own account off: ask another administrator."),
    }
)


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
