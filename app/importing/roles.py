"""The roles of divisions, the teams' own, and who holds which: one format for TG-EDU's two."""

from app.importing.people import USERS
from app.importing.role_names import OWN_ROLES, ROLES, RoleNames, fold
from app.importing.stages import STAGES
from app.importing.teams import TEAMS
from app.importing.teams_here import TeamsHere
from app.importing.transfer import Kind, Transfer, Values
from app.importing.values import Refused, Row, flag, instant, prose, word

# By what it says, not by its key: TG-EDU deletes all rows of a team and writes them anew when it saves them.
HOLDERS = Kind("team_division", "role_assignments", ("team_id", "role", "member_id"), born=None)

HELD = "select team_id, role_id, user_id from role_assignments where team_id = any (%s)"


def bring_roles(transfer: Transfer, here: TeamsHere) -> None:
    """Every team's roles, then the teams' own, then who holds which."""
    names = RoleNames(transfer)
    transfer.bring(ROLES, transfer.store.rows("division_role"), lambda row: role_values(transfer, names, row))
    names.look()
    divisions = transfer.store.rows("team_division")
    transfer.bring(OWN_ROLES, own_roles(names, divisions), lambda row: own_role_values(transfer, names, here, row))
    names.look()
    bring_holders(transfer, names, here, divisions)


def role_values(transfer: Transfer, names: RoleNames, row: Row) -> Values:
    """One role for every team."""
    values = {
        "stage_id": transfer.register(STAGES).resolve(row["stage_id"]),
        "team_id": None,
        "name": word(row, "name"),
        "description": prose(row, "description"),
        "required": flag(row, "is_required"),
        "created_at": instant(row, "created_at") or transfer.now,
    }
    names.claim(names.place(row["stage_id"], row["name"]))
    return values


def own_roles(names: RoleNames, divisions: list[Row]) -> list[Row]:
    """The teams' own roles, each once, as rows of their own."""
    found: dict[str, Row] = {}
    for row in filter(names.is_own, divisions):
        named = {**row, "name": fold(row["role_name"])}
        found.setdefault(OWN_ROLES.source_id(named), named)
    return list(found.values())


def own_role_values(transfer: Transfer, names: RoleNames, here: TeamsHere, row: Row) -> Values:
    """One role of a team's own; never required, because TG-EDU gives none of those out by itself."""
    team_id, stage_id = (
        transfer.register(TEAMS).resolve(row["team_id"]),
        transfer.register(STAGES).resolve(row["stage_id"]),
    )
    here.require_same_work(team_id, stage_id)
    values = {
        "stage_id": stage_id,
        "team_id": team_id,
        "name": word(row, "role_name"),
        "description": prose(row, "role_description"),
        "required": False,
        "created_at": instant(row, "assigned_at") or transfer.now,
    }
    names.claim(names.place(row["stage_id"], row["role_name"], row["team_id"]))
    return values


def bring_holders(transfer: Transfer, names: RoleNames, here: TeamsHere, divisions: list[Row]) -> None:
    """Who holds which role; rows that leave a role to nobody say nothing here."""
    held = set(transfer.connection.execute(HELD, [list(transfer.register(TEAMS).here.values())]))

    def build(row: Row) -> Values:
        values = holder_values(transfer, names, here, row)
        place = values["team_id"], values["role_id"], values["user_id"]
        if place in held:
            raise Refused("this person holds that role already")
        held.add(place)
        return values

    rows = [{**row, "role": role_label(names, row)} for row in divisions if row["member_id"] is not None]
    transfer.bring(HOLDERS, rows, build)


def role_label(names: RoleNames, row: Row) -> str:
    """What tells a team's roles apart: the key there, or stage and name."""
    named = names.standard(row)
    return str(named["id"]) if named else f"{row['stage_id']}/{fold(row['role_name'])}"


def holder_values(transfer: Transfer, names: RoleNames, here: TeamsHere, row: Row) -> Values:
    """Who holds a role in a team; refuse who is not in it, and a role of other course work."""
    team_id = transfer.register(TEAMS).resolve(row["team_id"])
    user_id = transfer.register(USERS).resolve(row["member_id"])
    role_id = names.find(row)
    here.require_same_work(team_id, names.stages.get(role_id))
    here.require_member(team_id, user_id)
    return {
        "team_id": team_id,
        "role_id": role_id,
        "user_id": user_id,
        "assigned_by": transfer.named(HOLDERS, HOLDERS.source_id(row), "assigned_by", row["assigned_by"]),
        "created_at": instant(row, "assigned_at") or transfer.now,
    }
