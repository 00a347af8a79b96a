"""`flask import tgedu`: from the path to the commit. Everything happens in one transaction, or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection

from app.config import Settings
from app.connection import connect_operator
from app.errors import OperatorError, explain
from app.importing import report
from app.importing.assignments import bring_assignments, bring_managers
from app.importing.copies import Copies
from app.importing.findings import Findings
from app.importing.foresight import foresee
from app.importing.hand_ins import bring_hand_ins
from app.importing.material import bring_files, bring_links
from app.importing.notices import bring_notices
from app.importing.people import bring_courses, bring_enrollments, bring_users
from app.importing.requests import bring_requests
from app.importing.roles import bring_roles
from app.importing.source import Store, open_store
from app.importing.stages import bring_stages
from app.importing.tasks import bring_tasks
from app.importing.teams import bring_teams
from app.importing.teams_here import look_around
from app.importing.transfer import Transfer
from app.installer import version

Say = Callable[[str], None]

# Held to the end of the transaction: a second import waits for nobody, it is told to come back.
LOCK = "select pg_try_advisory_xact_lock(hashtextextended('stageclock.import', 0)), stageclock.current_time()"
# Keys that are otherwise checked at the COMMIT, after somebody has agreed. A test compares them with the catalogue.
CHECK = "set constraints fk_teams_leader_is_a_member, uq_stages_assignment_id_position immediate"
PATIENCE = "set local idle_in_transaction_session_timeout = 0"  # somebody is reading the question
BUSY = "Another import is under way in this database: wait for its end and import again."
LOST = (
    "The connection was lost while the import was being committed, so nobody knows whether it was. Import again: "
    "what is here already is left alone. Files copied for it stay in STORAGE_DIR."
)


@dataclass(frozen=True)
class Wishes:
    """How an import is to go. `agree` is asked once, after the report; it raises OperatorError where nobody can be."""

    say: Say
    agree: Callable[[], bool]
    dry_run: bool = False
    hold: bool = False


def import_store(path: Path, settings: Settings, wishes: Wishes) -> Findings:
    """Import the store at `path`; raise OperatorError, with nothing written, where that cannot be."""
    with open_store(path) as store, connect_operator(settings.migration_database_url) as connection:
        try:
            findings = import_rows(path, store, connection, settings, wishes)
        except psycopg.Error as error:
            raise explain(error) or error from None
        connection.rollback()  # leaving the block would commit what nobody wished
        return findings


def import_rows(path: Path, store: Store, connection: Connection[Any], settings: Settings, wishes: Wishes) -> Findings:
    """Bring everything, say what was found, and keep it where that is wished."""
    transfer = begin(store, connection, wishes.hold)
    copies, stage_ids = bring_all(transfer)
    foresight = foresee(connection, stage_ids, transfer.now, wishes.hold)
    for line in report.lines(path, store, transfer.findings, foresight, wishes.hold):
        wishes.say(line)
    if is_wanted(transfer.findings, wishes):
        keep(connection, copies, settings.storage_dir)
        wishes.say("Imported.")
        for line in report.how_to_resume() if wishes.hold else ():
            wishes.say(line)
    return transfer.findings


def begin(store: Store, connection: Connection[Any], hold: bool) -> Transfer:
    """Keep other imports out and take the instant of this one from the database's clock."""
    version.require_head(connection)
    connection.execute(PATIENCE)
    row = connection.execute(LOCK).fetchone()
    if row is None or not row[0]:
        raise OperatorError(BUSY)
    return Transfer(store, connection, row[1], hold)


def bring_all(transfer: Transfer) -> tuple[Copies, list[int]]:
    """Every table after those it refers to; returns the files to copy and the keys of the new stages."""
    stage_ids = bring_plans(transfer)
    copies = bring_files(transfer)
    bring_links(transfer)
    bring_team_work(transfer, copies)
    bring_notices(transfer)
    transfer.connection.execute(CHECK)
    return copies, stage_ids


def bring_plans(transfer: Transfer) -> list[int]:
    """People, courses, course work; returns the keys of the new stages."""
    bring_users(transfer)
    bring_courses(transfer)
    bring_enrollments(transfer)
    bring_assignments(transfer)
    bring_managers(transfer)
    return bring_stages(transfer)


def bring_team_work(transfer: Transfer, copies: Copies) -> None:
    """Teams, and all that is a team's."""
    bring_teams(transfer)
    here = look_around(transfer)
    bring_requests(transfer, here)
    bring_roles(transfer, here)
    bring_tasks(transfer, here)
    bring_hand_ins(transfer, here, copies)


def is_wanted(findings: Findings, wishes: Wishes) -> bool:
    """Whether to keep what was brought; says why where not."""
    if not findings.anything_new:
        wishes.say("There is nothing new to import: nothing was changed.")
    elif wishes.dry_run:
        wishes.say("This was a dry run: nothing was written.")
    elif wishes.agree():
        return True
    else:
        wishes.say("Nothing was imported.")
    return False


def keep(connection: Connection[Any], copies: Copies, storage_dir: Path) -> None:
    """Files first, then the rows that name them; files go again where the rows do not come."""
    connection.execute("select")  # somebody may have thought about the question until the connection was gone
    try:
        copies.make(storage_dir)
        connection.commit()
    except BaseException:
        if connection.broken:
            raise OperatorError(LOST) from None  # taking the files away could leave rows without them
        copies.remove()
        raise
