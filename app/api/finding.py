"""What an address means, for who asks: 404 for what they may not see, 403 for what is the staff's to do."""

from flask import abort

from app import policy
from app.identity import signed_in
from app.queries import assignments, courses, directory, stages, teams
from app.queries.assignments import CourseWork
from app.queries.courses import Course
from app.queries.directory import Account
from app.queries.stages import StageNow
from app.queries.teams import TeamNow


def course(course_id: int) -> Course:
    """A course whose class list the asker keeps."""
    return courses.one(policy.teaching(signed_in()), course_id) or abort(404)


def course_for_admins(course_id: int) -> Course:
    """The same where only admins may change it."""
    found = course(course_id)
    return found if policy.may_administer(signed_in()) else abort(403)


def for_admins() -> None:
    """Whether the asker is one; 403 otherwise."""
    if not policy.may_administer(signed_in()):
        abort(403)


def account(person_id: int) -> Account:
    """An account that the asker may look at and change."""
    return directory.one(policy.accounts(signed_in()), person_id) or abort(404)


def work(assignment_id: int) -> CourseWork:
    """Course work that the asker may see."""
    return assignments.one(policy.course_work(signed_in()), assignment_id) or abort(404)


def kept_work(assignment_id: int) -> CourseWork:
    """Course work whose staff the asker is of."""
    return _kept(work(assignment_id))


def stage(stage_id: int) -> tuple[CourseWork, StageNow]:
    """A stage, as it is for the asker's team."""
    found = assignments.of_stage(policy.course_work(signed_in()), stage_id) or abort(404)
    plan = stages.plan(found.id, signed_in().id)
    return found, next((one for one in plan.stages if one.id == stage_id), None) or abort(404)


def kept_stage(stage_id: int) -> tuple[CourseWork, StageNow]:
    """A stage whose staff the asker is of."""
    found, its_stage = stage(stage_id)
    return _kept(found), its_stage


def team(team_id: int | None) -> tuple[CourseWork, TeamNow]:
    """A team whose inside the asker sees."""
    found = teams.one(policy.team(signed_in()), team_id or abort(404)) or abort(404)
    return work(found.assignment_id), found


def kept_team(team_id: int | None) -> tuple[CourseWork, TeamNow]:
    """The same for staff."""
    its_work, found = team(team_id)
    return _kept(its_work), found


def _kept(found: CourseWork) -> CourseWork:
    return found if found.is_staff else abort(403)
