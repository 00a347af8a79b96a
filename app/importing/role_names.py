"""Which role a row of TG-EDU's is about. It names them in two ways, by key or by name; of one stage and one name there
is one role, whoever made it.
"""

from app.importing.register import Register
from app.importing.stages import STAGES
from app.importing.teams import TEAMS
from app.importing.transfer import Kind, Transfer
from app.importing.values import Refused, Row

ROLES = Kind("division_role", "division_roles")
OWN_ROLES = Kind("team_division.role_name", "division_roles", ("team_id", "stage_id", "name"), born=None, keyed=True)

ROLES_HERE = "select id, stage_id, coalesce(team_id, 0), lower(name) from division_roles where stage_id = any (%s)"
EVERY_TEAM = 0  # instead of a team's key: the role is every team's

Place = tuple[int | None, int | None, str]


def fold(name: object) -> str:
    """A name as names are compared; empty where there is none."""
    return name.strip().lower() if isinstance(name, str) else ""


class RoleNames:
    """Roles by stage, team and name, there and here."""

    def __init__(self, transfer: Transfer) -> None:
        self.transfer = transfer
        self.there: dict[object, Row] = {row["id"]: row for row in transfer.store.rows("division_role")}
        self.named: dict[tuple[object, str], Row] = {}
        for row in self.there.values():
            self.named.setdefault((row["stage_id"], fold(row["name"])), row)
        self.look()

    def look(self) -> None:
        """Read the roles that are here: again after some have been written."""
        stages = list(self.transfer.register(STAGES).here.values())
        rows = self.transfer.connection.execute(ROLES_HERE, [stages]).fetchall()
        self.here: dict[Place, int] = {(stage, team, name): key for key, stage, team, name in rows}
        self.stages: dict[int, int] = {key: stage for key, stage, _, _ in rows}

    def place(self, stage: object, name: object, team: object = None) -> Place:
        """Where a role there would stand here; `team` is the key there of the team whose own it is."""
        of = EVERY_TEAM if team is None else self.transfer.register(TEAMS).here.get(str(team))
        return self.transfer.register(STAGES).here.get(str(stage)), of, fold(name)

    def claim(self, place: Place) -> None:
        """Take a name for a role that is to be written; refuse one that a role has already."""
        if place in self.here:
            raise Refused("its stage has a role of this name already, which stands for it")
        self.here[place] = 0

    def standard(self, division: Row) -> Row | None:
        """The role there that is every team's and that a division names, by its key or by its name."""
        key = division["division_role_id"]
        if key is not None:
            gone: Row = {"id": key, "stage_id": None, "name": None}
            return self.there.get(key, gone)
        name = fold(division["role_name"])
        return self.named.get((division["stage_id"], name)) if name else None

    def is_own(self, division: Row) -> bool:
        """Whether a division names a role of the team's own: by a name that no role of every team has."""
        place = self.place(division["stage_id"], division["role_name"])
        is_named = bool(place[2]) and division["stage_id"] is not None
        return is_named and self.standard(division) is None and place not in self.here

    def find(self, division: Row) -> int:
        """The key here of the role that a division names; refuse where there is none."""
        register, named = self.transfer.register, self.standard(division)
        if named is not None:
            return self.settle(register(ROLES), str(named["id"]), self.place(named["stage_id"], named["name"]))
        if not fold(division["role_name"]) or division["stage_id"] is None:
            raise Refused("it names no role of a stage")
        stage, name, team = division["stage_id"], division["role_name"], division["team_id"]
        if self.place(stage, name) in self.here:
            return self.here[self.place(stage, name)]
        key = OWN_ROLES.source_id({**division, "name": fold(name)})
        return self.settle(register(OWN_ROLES), key, self.place(stage, name, team))

    def settle(self, register: Register, source_id: str, place: Place) -> int:
        """The role of that key, or the one for whose sake it was refused."""
        if source_id in register.refused and place in self.here:
            return self.here[place]
        return register.resolve(source_id)
