"""Teams: who is in them, and what their leaders and teachers do to them."""

from typing import Any

from flask import abort

from app.api import finding
from app.api.paging import page, window
from app.api.schemas.shapes import Made, NeededReason, Reason, page_of
from app.api.schemas.teams import (
    NameIn,
    OpenTeamOut,
    OpenTeamsAsked,
    PersonIn,
    PlacementIn,
    StudentOut,
    StudentsAsked,
    TeamIn,
    TeamOut,
    TeamsAsked,
)
from app.api.subject import Operation, Subject
from app.commands import teams as commands
from app.identity import signed_in
from app.queries import classmates, teams
from app.queries.teams import TeamNow, Wanted

subject = Subject("teams", "Teams: who is in them, and what students and staff do to them.")


@subject.get("/assignments/<key:assignment_id>/teams", page_of(TeamOut), TeamsAsked)
def list_teams(query: dict[str, Any], assignment_id: int) -> dict[str, Any]:
    """All teams of a course work, the newest first; for its staff."""
    asked, wanted = window(query), Wanted(query.get("q", ""), query.get("status"), query.get("waits"))
    return page(teams.read_on(finding.kept_work(assignment_id).id, wanted, asked), asked)


@subject.get("/assignments/<key:assignment_id>/open-teams", page_of(OpenTeamOut), OpenTeamsAsked)
def list_open_teams(query: dict[str, Any], assignment_id: int) -> dict[str, Any]:
    """The teams that still take somebody, as classmates see them."""
    asked, wanted = window(query), Wanted(query.get("q", ""), only_with_room=True)
    return page(teams.read_on(finding.work(assignment_id).id, wanted, asked), asked)


@subject.get("/assignments/<key:assignment_id>/team", TeamOut)
def show_own_team(assignment_id: int) -> TeamNow:
    """Your own team; there is nothing where you are in none."""
    return teams.mine(finding.work(assignment_id).id, signed_in().id) or abort(404)


@subject.get("/assignments/<key:assignment_id>/students-without-team", page_of(StudentOut), StudentsAsked)
def list_students_without_team(query: dict[str, Any], assignment_id: int) -> dict[str, Any]:
    """Students of the class in no team: for staff, and for who leads a team and says whom they look for."""
    work, search = finding.work(assignment_id), query.get("q", "").strip()
    team = teams.mine(work.id, signed_in().id)
    if not (work.is_staff or (search and team and team.leader_id == signed_in().id)):
        abort(403)
    asked = window(query)
    return page(classmates.read_on(work, search, asked), asked)


@subject.get("/teams/<key:team_id>", TeamOut)
def show_team(team_id: int) -> TeamNow:
    """One team, for its members and its staff."""
    return finding.team(team_id)[1]


@subject.post("/assignments/<key:assignment_id>/teams", TeamIn, Made, status=201)
def create_team(body: dict[str, Any], assignment_id: int) -> dict[str, int]:
    """Make a team that you lead; staff make one for a student in none."""
    work, me, leader = finding.work(assignment_id), signed_in().id, body["leader_id"]
    if not work.is_staff:
        return {"id": commands.create(work.id, body["name"], me)} if leader in {None, me} else abort(403)
    if leader is None or classmates.one(work, leader) is None:
        abort(422)
    return {"id": commands.create_for(work.id, body["name"], leader, body["reason"], me)}


@subject.post("/assignments/<key:assignment_id>/students/<key:user_id>/placement", PlacementIn)
def place_student(body: dict[str, Any], assignment_id: int, user_id: int) -> None:
    """Put a student into a team, out of the one they were in; for staff."""
    work = finding.kept_work(assignment_id)
    student = classmates.one(work, user_id) or abort(404)
    commands.place(work.id, student.id, body["team_id"], body["reason"], signed_in().id)


@subject.offer(Operation("PUT", "/teams/<key:team_id>/name", TeamOut, NameIn))
def rename_team(body: dict[str, Any], team_id: int) -> TeamNow:
    """Give a team another name; for who leads it, and staff."""
    work, team = finding.team(team_id)
    commands.rename(team.id, body["name"], signed_in().id, by_staff=work.is_staff)
    return finding.team(team_id)[1]


@subject.post("/teams/<key:team_id>/leadership", PersonIn)
def hand_over_team(body: dict[str, Any], team_id: int) -> None:
    """Hand the lead to another member; for who leads the team, and staff."""
    work, team = finding.team(team_id)
    commands.transfer_leadership(team.id, body["user_id"], signed_in().id, by_staff=work.is_staff)


@subject.post("/teams/<key:team_id>/confirmation-request", Reason)
def request_confirmation(body: dict[str, Any], team_id: int) -> None:
    """Ask the teachers to confirm the team."""
    commands.request_confirmation(finding.team(team_id)[1].id, body["reason"], signed_in().id)


@subject.post("/teams/<key:team_id>/confirmation", Reason)
def confirm_team(body: dict[str, Any], team_id: int) -> None:
    """Confirm and lock a team; for staff."""
    commands.confirm(finding.kept_team(team_id)[1].id, body["reason"], signed_in().id)


@subject.post("/teams/<key:team_id>/rejection", NeededReason)
def reject_team(body: dict[str, Any], team_id: int) -> None:
    """Send a team that asked for confirmation back; for staff."""
    commands.reject(finding.kept_team(team_id)[1].id, body["reason"], signed_in().id)


@subject.post("/teams/<key:team_id>/locking")
def lock_team(team_id: int) -> None:
    """Keep students from changing a team; for staff."""
    commands.lock(finding.kept_team(team_id)[1].id, signed_in().id, locked=True)


@subject.post("/teams/<key:team_id>/unlocking")
def unlock_team(team_id: int) -> None:
    """Let students change a team again; for staff."""
    commands.lock(finding.kept_team(team_id)[1].id, signed_in().id, locked=False)


@subject.post("/teams/<key:team_id>/dissolution", NeededReason)
def dissolve_team(body: dict[str, Any], team_id: int) -> None:
    """Dissolve a team; for staff."""
    commands.dissolve(finding.kept_team(team_id)[1].id, body["reason"], signed_in().id)
