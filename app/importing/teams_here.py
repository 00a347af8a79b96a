"""Teams as they stand here once those of the source have come: what requests, roles, tasks and hand-ins must fit."""

from dataclasses import dataclass

from app.importing.stages import STAGES
from app.importing.teams import TEAMS
from app.importing.transfer import Transfer
from app.importing.values import Refused

TEAMS_HERE = "select id, assignment_id, leader_id from teams where id = any (%s)"
MEMBERS_HERE = "select team_id, user_id from team_members where team_id = any (%s)"
STAGES_HERE = "select id, assignment_id from stages where id = any (%s)"


@dataclass(frozen=True)
class TeamsHere:
    """Keys here: a team's course work and leader, (team, person), (course work, person), a stage's course work."""

    works: dict[int, int]
    leaders: dict[int, int]
    members: set[tuple[int, int]]
    placed: set[tuple[int, int]]
    stage_works: dict[int, int]

    def require_member(self, team_id: int, user_id: int) -> None:
        """Refuse somebody who is not in the team."""
        if (team_id, user_id) not in self.members:
            raise Refused("this person is not in that team")

    def require_same_work(self, team_id: int, stage_id: int | None) -> None:
        """Refuse a stage of course work that is not the team's."""
        if stage_id is None or self.works[team_id] != self.stage_works.get(stage_id):
            raise Refused("its stage and its team are of different course work")


def look_around(transfer: Transfer) -> TeamsHere:
    """What is here of the teams and stages that the source has, brought now or earlier."""
    ask = transfer.connection.execute
    teams = list(transfer.register(TEAMS).here.values())
    found = ask(TEAMS_HERE, [teams]).fetchall()
    works = {team: work for team, work, _ in found}
    members = {(team, person) for team, person in ask(MEMBERS_HERE, [teams])}
    stages = dict(ask(STAGES_HERE, [list(transfer.register(STAGES).here.values())]).fetchall())
    leaders = {team: leader for team, _, leader in found}
    return TeamsHere(works, leaders, members, {(works[t], person) for t, person in members}, stages)
