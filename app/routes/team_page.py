"""What the acts on teams have in common: whose team it is, and the page on which the reader sees it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import policy
from app.errors import Refused
from app.identity import signed_in
from app.queries import assignments, team_requests, teams
from app.queries.assignments import CourseWork
from app.queries.teams import TeamNow
from app.routes import my_team
from app.routes.by_hand import of_staff, sentence_of
from app.routes.tried import Tried


@dataclass(frozen=True)
class TeamPage:
    """The page on which the reader sees a team: staff each team's own, students theirs, which may be none yet."""

    work: CourseWork
    team: TeamNow | None = None

    def show(self, tried: Tried | None = None) -> str:
        """The page, with what was tried on it and refused."""
        if not self.work.is_staff or self.team is None:
            return my_team.page(self.work, tried)
        asked = team_requests.of_teams([self.team.id])[self.team.id]
        sent = team_requests.sent_by(self.team.id)
        return render_template(
            "teams/show.html", work=self.work, team=self.team, requests=asked, invitations=sent, tried=tried
        )

    @property
    def address(self) -> str:
        """Where it is."""
        if not self.work.is_staff or self.team is None:
            return url_for("my_team.show", assignment_id=self.work.id)
        return url_for("teams.show", team_id=self.team.id)

    def attempt(
        self, tried: Tried, act: Callable[[], object], said: str, address: str | None = None
    ) -> ResponseReturnValue:
        """Do it and go on; where it is refused, the page with what was typed, and why nothing was changed."""
        if tried.sentence:
            return self.show(tried), 422
        try:
            act()
        except Refused as refused:
            return self.show(replace(tried, sentence=sentence_of(refused))), refused.status
        flash(said)
        return redirect(address or self.address, 303)


def find(team_id: int | None) -> tuple[TeamPage, TeamNow]:
    """A team whose inside the reader sees, and its page."""
    team = teams.one(policy.team(signed_in()), team_id or abort(404)) or abort(404)
    work = assignments.one(policy.course_work(signed_in()), team.assignment_id) or abort(404)
    return TeamPage(work, team), team


def find_kept(team_id: int | None) -> tuple[TeamPage, TeamNow]:
    """The same for staff; 403 for its members."""
    page, team = find(team_id)
    of_staff(page.work)
    return page, team
