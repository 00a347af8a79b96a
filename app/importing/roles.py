"""Roles and who holds them, in one format: TG-EDU has two, by the role's key or by its name."""

from app.importing.people import USERS
from app.importing.stages import STAGES
from app.importing.teams import TEAMS
from app.importing.transfer import Kind, Transfer, Values
from app.importing.values import Refused, Row, flag, instant, optional_word, prose, word

ROLES = Kind("division_role", "division_roles")
OWN_ROLES = Kind("team_division.role_name", "division_roles", ("team_id", "stage_id", "name"), born=None, keyed=True)
HOLDERS = Kind("team_division", "role_assignments", ("id",), born=None, keyed=False)

MEMBERS = "select team_id, user_id from team_members where team_id = any (%s)"


def bring_roles(transfer: Transfer) -> None:
    """The teachers' roles, then the teams' own, then who holds which."""
    transfer.bring(ROLES, transfer.store.rows("division_role"), lambda row: role_values(transfer, row))
    named = NamedRoles(transfer.store.rows("division_role"))
    divisions = transfer.store.rows("team_division")
    transfer.bring(OWN_ROLES, named.own(divisions), lambda row: own_role_values(transfer, row))
    teams = list(transfer.register(TEAMS).here.values())
    members = set(transfer.connection.execute(MEMBERS, [teams]).fetchall())
    held: set[tuple[int, int, int]] = set()
    holders = [row for row in divisions if row["member_id"] is not None]
    transfer.bring(HOLDERS, holders, lambda row: holder_values(transfer, named, row, members, held))


class NamedRoles:
    """Which role a row of team_division is about: a name that its stage's roles have is that role."""

    def __init__(self, roles: list[Row]) -> None:
        self.by_name = {(row["stage_id"], fold(row["name"])): row["id"] for row in roles}

    def key(self, row: Row) -> object:
        """The key there of the teacher's role, None where the name is the team's own."""
        return row["division_role_id"] or self.by_name.get((row["stage_id"], fold(row["role_name"])))

    def own(self, divisions: list[Row]) -> list[Row]:
        """The teams' own roles, each once, as rows of their own."""
        found: dict[object, Row] = {}
        for row in divisions:
            if self.key(row) is None and fold(row["role_name"]):
                found.setdefault(
                    (row["team_id"], row["stage_id"], fold(row["role_name"])),
                    {**row, "name": fold(row["role_name"])},
                )
        return list(found.values())


def fold(name: object) -> str:
    """A name as names are compared."""
    return name.strip().lower() if isinstance(name, str) else ""


def role_values(transfer: Transfer, row: Row) -> Values:
    """One role for every team."""
    return {
        "stage_id": transfer.register(STAGES).resolve(row["stage_id"]),
        "team_id": None,
        "name": word(row, "name"),
        "description": prose(row, "description"),
        "required": flag(row, "is_required"),
        "created_at": instant(row, "created_at") or transfer.now,
    }


def own_role_values(transfer: Transfer, row: Row) -> Values:
    """One role of a team's own; never required, because TG-EDU gives none of those out by itself."""
    return {
        "stage_id": transfer.register(STAGES).resolve(row["stage_id"]),
        "team_id": transfer.register(TEAMS).resolve(row["team_id"]),
        "name": word(row, "role_name"),
        "description": optional_word(row, "role_description") or "",
        "required": False,
        "created_at": transfer.now,
    }


def holder_values(
    transfer: Transfer, named: NamedRoles, row: Row, members: set[tuple[int, int]], held: set[tuple[int, int, int]]
) -> Values:
    """Who holds a role in a team; refuse who is not in it, and a second time."""
    team_id = transfer.register(TEAMS).resolve(row["team_id"])
    user_id = transfer.register(USERS).resolve(row["member_id"])
    if named.key(row) is not None:
        role_id = transfer.register(ROLES).resolve(named.key(row))
    else:
        role_id = transfer.register(OWN_ROLES).resolve(OWN_ROLES.source_id({**row, "name": fold(row["role_name"])}))
    if (team_id, user_id) not in members:
        raise Refused("this person is not in that team")
    if (team_id, role_id, user_id) in held:
        raise Refused("this person holds that role already")
    held.add((team_id, role_id, user_id))
    return {
        "team_id": team_id,
        "role_id": role_id,
        "user_id": user_id,
        "assigned_by": transfer.named(HOLDERS, row["id"], "assigned_by", row["assigned_by"]),
        "created_at": instant(row, "assigned_at") or transfer.now,
    }
