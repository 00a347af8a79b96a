"""Teams and who is in them. TG-EDU's leader is no member row; here a leader is one of the team."""

from collections.abc import Iterable

from app.importing.assignments import ASSIGNMENTS
from app.importing.people import USERS
from app.importing.transfer import Kind, Transfer, Values
from app.importing.values import Refused, Row, flag, instant, optional_word, shown, word

TEAMS = Kind("team", "teams")
LEADERS = Kind("team.leader_id", "team_members", ("team_id", "user_id"))
MEMBERS = Kind("team_member", "team_members", ("team_id", "user_id"), born="joined_at")

PLACED = "select assignment_id, user_id, team_id from team_members where assignment_id = any (%s)"
STATUSES = ("pending", "confirmed", "rejected")
ELSEWHERE = "this student is in another team of that course work"

Places = dict[tuple[int, int], int]  # (course work, person) → team


def bring_teams(transfer: Transfer) -> None:
    """Teams, their leaders as members, then the others. Of two places in one work a leader's wins, then the older."""
    assignments = transfer.register(ASSIGNMENTS)
    rows = transfer.connection.execute(PLACED, [list(assignments.here.values())])
    places: Places = {(work, person): team for work, person, team in rows}
    led: set[tuple[int, int]] = set(places)

    def build(row: Row) -> Values:
        values = team_values(transfer, row)
        place = values["assignment_id"], values["leader_id"]
        if place in led:
            raise Refused(f"its leader: {ELSEWHERE}")
        led.add(place)
        return values

    transfer.bring(TEAMS, oldest_first(transfer.store.rows("team"), "created_at"), build)
    bring_leaders(transfer, places)
    bring_members(transfer, places)


def team_values(transfer: Transfer, row: Row) -> Values:
    """One team. What TG-EDU calls pending waits for a teacher once its leader has asked."""
    if row["status"] not in STATUSES:
        raise Refused(f"its status {shown(row['status'])} is unknown")
    asked_at = instant(row, "confirmation_requested_at")
    born = instant(row, "created_at") or transfer.now
    decided_at = instant(row, "confirmed_at")
    reason = optional_word(row, "confirmation_request_reason") or optional_word(row, "size_exception_reason")
    return {
        "assignment_id": transfer.register(ASSIGNMENTS).resolve(row["major_assignment_id"]),
        "name": word(row, "name"),
        "leader_id": transfer.register(USERS).resolve(row["leader_id"]),
        "status": ("awaiting" if asked_at else "forming") if row["status"] == "pending" else row["status"],
        "locked_at": (decided_at or born) if flag(row, "is_locked") else None,
        "request_reason": reason,
        "requested_at": asked_at,
        "decided_by": transfer.named(TEAMS, row["id"], "confirmed_by", row["confirmed_by"]),
        "decided_at": decided_at,
        "decision_reason": optional_word(row, "reject_reason"),
        "created_at": born,
    }


def bring_leaders(transfer: Transfer, places: Places) -> None:
    """A member row for each leader of a team that is here; those of an earlier import are known."""
    here = transfer.register(TEAMS).here
    rows = [
        {"team_id": row["id"], "user_id": row["leader_id"], "created_at": row["created_at"]}
        for row in transfer.store.rows("team")
        if str(row["id"]) in here
    ]
    transfer.bring(LEADERS, rows, lambda row: place(transfer, places, row, "created_at"))


def bring_members(transfer: Transfer, places: Places) -> None:
    """The other members, the oldest rows first; a leader's own member row says nothing new."""
    leaders = {(row["id"], row["leader_id"]) for row in transfer.store.rows("team")}
    rows = [row for row in transfer.store.rows("team_member") if (row["team_id"], row["user_id"]) not in leaders]
    transfer.bring(MEMBERS, oldest_first(rows, "joined_at"), lambda row: place(transfer, places, row, "joined_at"))


def place(transfer: Transfer, places: Places, row: Row, born: str) -> Values:
    """One membership; refuse where the person has a place in that course work already."""
    team_id = transfer.register(TEAMS).resolve(row["team_id"])
    user_id = transfer.register(USERS).resolve(row["user_id"])
    assignment_id = work_of(transfer, row["team_id"])
    if (assignment_id, user_id) in places:
        raise Refused(ELSEWHERE)
    places[assignment_id, user_id] = team_id
    joined_at = instant(row, born) or transfer.now
    return {"team_id": team_id, "assignment_id": assignment_id, "user_id": user_id, "joined_at": joined_at}


def work_of(transfer: Transfer, source_team_id: object) -> int:
    """The course work here of a team there."""
    works = {str(row["id"]): row["major_assignment_id"] for row in transfer.store.rows("team")}
    return transfer.register(ASSIGNMENTS).resolve(works[str(source_team_id)])


def oldest_first(rows: Iterable[Row], column: str) -> list[Row]:
    """Rows by when they began, those without an instant last, equal ones in the order of their keys."""
    return sorted(rows, key=lambda row: (not row[column], str(row[column] or "")))
