"""Teams and who is in them. TG-EDU's leader is no member row; here a leader is one of the team."""

from app.importing.assignments import ASSIGNMENTS
from app.importing.people import USERS
from app.importing.transfer import Draft, Kind, Transfer, Values
from app.importing.values import Refused, Row, flag, instant, oldest_first, one_of, optional_word, shown, word

TEAMS = Kind("team", "teams")
# Leaders too: who hands the lead over in TG-EDU stays in the team, and is known by the same key.
MEMBERS = Kind("team_member", "team_members", ("team_id", "user_id"), None)

STATUSES = {"pending": "forming", "confirmed": "confirmed", "rejected": "rejected"}

LOCK = "select stageclock.lock_teams(i.id) from unnest(%s::bigint[]) i (id)"
TEAMS_HERE = "select id, assignment_id, name from teams where id = any (%s)"
PLACES = """
select m.assignment_id, m.user_id, t.name
from team_members m join teams t on t.id = m.team_id
where m.assignment_id = any (%s)
"""


class Places:
    """(course work, person) → the name of the team where they have their one place: here, or by a row under way."""

    def __init__(self, transfer: Transfer) -> None:
        rows = transfer.connection.execute(PLACES, [list(transfer.register(ASSIGNMENTS).here.values())])
        self.taken: dict[tuple[int, int], str] = {(work, person): name for work, person, name in rows}

    def claim(self, work: int, person: int, team: str, who: str) -> None:
        """Take a place; refuse a second one in the same course work."""
        if (work, person) in self.taken:
            raise Refused(f"{who} has a place in {shown(self.taken[work, person])} of that course work already")
        self.taken[work, person] = team


def bring_teams(transfer: Transfer) -> None:
    """Teams with their leaders, then the others: of two places a leader's wins, then the older."""
    teams = transfer.store.rows("team")
    listed = transfer.store.rows("team_member")
    lock_earlier_works(transfer, teams, listed)
    places = Places(transfer)
    bring_led_teams(transfer, teams, places)
    bring_members(transfer, teams, listed, places)


def lock_earlier_works(transfer: Transfer, teams: list[Row], listed: list[Row]) -> None:
    """Keep students and the tick from the teams of course work that is here already and may get some: what is read
    next holds until this import is over.
    """
    works, members = transfer.register(ASSIGNMENTS), transfer.register(MEMBERS)
    works_of = {row["id"]: str(row["major_assignment_id"]) for row in teams}
    places = [(row["id"], row["leader_id"]) for row in teams] + [(row["team_id"], row["user_id"]) for row in listed]
    asked = {works_of.get(team, "") for team, person in places if not members.knows(f"{team}/{person}")}
    transfer.connection.execute(LOCK, [sorted(works.here[w] for w in asked & works.here.keys() - works.fresh)])


def bring_led_teams(transfer: Transfer, teams: list[Row], places: Places) -> None:
    """Teams, each in one batch with its leader's place: neither comes without the other."""
    leaders = {str(row["id"]): row["leader_id"] for row in teams}

    def build(row: Row) -> Values:
        values = team_values(transfer, row)
        places.claim(values["assignment_id"], values["leader_id"], values["name"], "its leader")
        return values

    def led(drafts: list[Draft]) -> list[Draft]:
        return [Draft(f"{d.source_id}/{leaders[d.source_id]}", leader_values(d), d.values["leader_id"]) for d in drafts]

    def write(drafts: list[Draft]) -> None:
        transfer.write(TEAMS, drafts)
        transfer.write(MEMBERS, led(drafts))

    written = transfer.bring(TEAMS, oldest_first(teams, "created_at"), build, write)
    transfer.count(MEMBERS, led(written))


def team_values(transfer: Transfer, row: Row) -> Values:
    """One team. What TG-EDU calls pending waits for a teacher once its leader has asked."""
    if row["leader_id"] is None:
        raise Refused("it has no leader")
    status = one_of(row, "status", STATUSES, "pending")
    asked_at = instant(row, "confirmation_requested_at")
    born, decided_at = instant(row, "created_at") or transfer.now, instant(row, "confirmed_at")
    reason = optional_word(row, "confirmation_request_reason") or optional_word(row, "size_exception_reason")
    return {
        "assignment_id": transfer.register(ASSIGNMENTS).resolve(row["major_assignment_id"]),
        "name": word(row, "name"),
        "leader_id": transfer.register(USERS).resolve(row["leader_id"]),
        "status": "awaiting" if status == "forming" and asked_at else status,
        "locked_at": (decided_at or born) if flag(row, "is_locked") else None,
        "request_reason": reason,
        "requested_at": asked_at,
        "decided_by": transfer.named(TEAMS, row["id"], "confirmed_by", row["confirmed_by"]),
        "decided_at": decided_at,
        "decision_reason": optional_word(row, "reject_reason"),
        "created_at": born,
    }


def leader_values(team: Draft) -> Values:
    """A leader's place, taken when the team began."""
    return {
        "team_id": team.row_id,
        "assignment_id": team.values["assignment_id"],
        "user_id": team.values["leader_id"],
        "joined_at": team.values["created_at"],
    }


def bring_members(transfer: Transfer, teams: list[Row], listed: list[Row], places: Places) -> None:
    """The others; a leader's own member row says nothing new. Where an earlier team is led by somebody else now, that
    person is one of the others here.
    """
    known = transfer.register(TEAMS)
    earlier = known.here.keys() - known.fresh
    leaders = {(row["id"], row["leader_id"]) for row in teams}
    led = [
        {"team_id": row["id"], "user_id": row["leader_id"], "joined_at": row["created_at"]}
        for row in teams
        if str(row["id"]) in earlier
    ]
    others = [row for row in listed if (row["team_id"], row["user_id"]) not in leaders]
    here = transfer.connection.execute(TEAMS_HERE, [list(known.here.values())])
    teams_here = {team: (work, name) for team, work, name in here}

    def build(row: Row) -> Values:
        team_id, user_id = known.resolve(row["team_id"]), transfer.register(USERS).resolve(row["user_id"])
        work, name = teams_here[team_id]
        joined_at = instant(row, "joined_at") or transfer.now
        places.claim(work, user_id, name, "this student")
        return {"team_id": team_id, "assignment_id": work, "user_id": user_id, "joined_at": joined_at}

    transfer.bring(MEMBERS, led + oldest_first(others, "joined_at"), build)
