"""Says what an import brings, refuses and leaves, and what the next tick would do: lines for a terminal."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

from app.importing.findings import Findings, Refusal
from app.importing.foresight import Foresight
from app.importing.layout import MAY_LACK, READ, is_replaced
from app.importing.source import Store
from app.importing.values import plain

TABLES = (
    "users", "courses", "enrollments", "assignments", "assignment_teachers", "stages", "stage_transitions",
    "attachments", "links", "teams", "team_members", "team_invitations", "leave_requests", "dissolve_requests",
    "division_roles", "role_assignments", "team_tasks", "task_updates", "submissions", "submission_files",
    "notifications",
)  # fmt: skip
RESUME = (
    "select stageclock.resume_assignment(a.id, null, 'imported') from assignments a\n"
    "    join import_sources s on s.table_name = 'assignments' and s.row_id = a.id\n"
    "    where s.system = 'tgedu' and a.paused_at is not null;"
)


def lines(path: Path, store: Store, findings: Findings, foresight: Foresight, hold: bool) -> Iterator[str]:
    """The whole report, before anything is committed."""
    yield f"TG-EDU store {path}"
    yield from brought(findings)
    yield from refused(findings.refused)
    yield from altered(findings)
    yield from left(store)
    if findings.anything_new:
        yield from foreseen(foresight, hold)


def brought(findings: Findings) -> Iterator[str]:
    """Rows by table here; those of an earlier import apart, they stay as they are."""
    yield "Brings:"
    for table in TABLES:
        earlier = f"   and {findings.present[table]:,} that an earlier import brought stay as they are"
        yield f"  {table:<20}{findings.brought[table]:>8,}{earlier if findings.present[table] else ''}"


def refused(refusals: list[Refusal]) -> Iterator[str]:
    """Every refused row with the reason; nobody has to look for them elsewhere."""
    if refusals:
        yield f"Refuses {len(refusals):,} {plural(len(refusals), 'row')}; mend them in TG-EDU and import again:"
    for refusal in refusals:
        yield f"  {refusal.source_table} {plain(refusal.source_id)}: {refusal.reason}"


def altered(findings: Findings) -> Iterator[str]:
    """Columns whose value could not come along, though the row did."""
    for (what, why), ids in findings.altered.items():
        yield f"{what}, because {why}, in: {', '.join(map(plain, ids))}"


def left(store: Store) -> Iterator[str]:
    """Tables with rows that are not read, and columns with values that are not."""
    groups: dict[str, list[str]] = defaultdict(list)
    for table, count in store.counts().items():
        if table not in READ:
            groups[reason_to_leave(table)].append(f"{table} ({count:,} {plural(count, 'row')})")
    columns = [f"{name} ({count:,} {plural(count, 'row')})" for name, count in store.unread_values().items()]
    groups["Leaves columns for which Stageclock has no place"] = columns
    for reason, names in groups.items():
        if names:
            yield f"{reason}: {', '.join(names)}"
    for table, column in sorted(MAY_LACK):
        if column not in store.columns(table):
            yield f"Finds no column {table}.{column}, as in older versions of TG-EDU: it stays empty."


def reason_to_leave(table: str) -> str:
    """Why the rows of a table are not brought."""
    if is_replaced(table):
        return "Leaves tables that it does not know"
    return "Leaves what belongs to parts of TG-EDU that Stageclock does not replace"


def foreseen(foresight: Foresight, hold: bool) -> Iterator[str]:
    """The next tick's work on what is brought."""
    work = (
        f"{foresight.openings:,} {plural(foresight.openings, 'opening')} and "
        f"{foresight.closings:,} {plural(foresight.closings, 'closing')}, "
        f"group {foresight.grouped:,} {plural(foresight.grouped, 'student')}, "
        f"give out {foresight.given:,} {plural(foresight.given, 'role')}, "
        f"and tell {foresight.people:,} people in {foresight.notices:,} {plural(foresight.notices, 'notice')}"
    )
    if hold:
        yield "The course work comes in paused (--hold): ticks leave it alone until you let it run."
    at = f"{foresight.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    yield f"{'Without the pause the' if hold else 'The'} next tick would catch up with {work} (as of {at})."


def how_to_resume() -> Iterator[str]:
    """Said after a held import."""
    yield "The course work is paused. To let it run, as stageclock_owner in psql (for single ones, name their ids):"
    yield f"  {RESUME}"
    yield "The tick after that catches up."


def plural(count: int, noun: str) -> str:
    """`row`, `rows`."""
    return noun if count == 1 else noun + "s"
