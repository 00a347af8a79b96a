"""Whole plans: begun, put into another order, looked at, moved and copied."""

from marshmallow import fields

from app.api.schemas.base import (
    LARGEST_NUMBER,
    Out,
    Strict,
    WallTime,
    choice,
    count,
    day,
    key,
    key_asked,
    number_asked,
    one_of,
    text,
    whole,
)
from app.api.schemas.shapes import Reason
from app.forms.wall_time import YEARS
from app.models.types import StageStatus
from app.plan_warnings import Concern

MOST_DAYS, MOST_WEEKS = 366, 5200
WHOLE, PLAN = "whole", "plan"
ABOUT_WHAT = {"description": "The whole course work, with its material, or the plan alone."}
ABOUT_DIGEST = {"description": "What the preview gave: refused where the plan is another by now."}


def digest() -> fields.String:
    """Which plan a preview was reckoned from."""
    return text(200, load_default=None, allow_none=True, attribute="shown", metadata=ABOUT_DIGEST)


class PresetIn(Strict):
    """On which day the ten weeks begin."""

    first_day = day(YEARS, required=True)


class PositionIn(Strict):
    """Where a stage stands in its plan: the first is 0, and one beyond the end is the last."""

    position = whole(0, LARGEST_NUMBER, required=True)


class WarningOut(Out):
    """Something to look at again in a plan: about one stage, or, where `stage_id` is null, about all of it.

    `other_stage_name` is the stage that it has to do with, `seconds` how long it is, `count` how many they are.
    """

    stage_id = fields.Integer(allow_none=True)
    concern = choice(Concern)
    other_stage_name = fields.String(attribute="other", allow_none=True)
    seconds = fields.Integer(allow_none=True)
    count = count(attribute="number")


class MovedDateOut(Out):
    """One date before and after. `wall` is the wall time that it goes to, null where it stays.

    `problem` says why it cannot be: `skipped` or `repeated` by the clocks of the zone, `past`, `strange`, `inverted`.
    """

    before = fields.AwareDateTime(allow_none=True)
    after = fields.AwareDateTime(allow_none=True)
    wall = WallTime(allow_none=True)
    problem = fields.String(allow_none=True)


class MovedOut(Out):
    """One stage before and after; without `stage_id` it is the course work itself. `status` is null in a copy."""

    stage_id = fields.Integer(allow_none=True)
    name = fields.String()
    status = choice(StageStatus, allow_none=True)
    start = fields.Nested(MovedDateOut)
    end = fields.Nested(MovedDateOut)
    is_moved = fields.Boolean(attribute="moves")


class MovesOut(Out):
    """Where everything would lie. `digest` names the plan that it was reckoned from: send it with the act."""

    digest = fields.String(attribute="shown")
    stages = fields.List(fields.Nested(MovedOut))
    has_problem = fields.Boolean()


class ShiftAsked(Strict):
    """A stage and all later ones, by how many days; earlier where they are negative."""

    from_stage_id = key_asked(required=True)
    days = number_asked(-MOST_DAYS, MOST_DAYS, required=True)


class ShiftIn(Reason):
    """The same, to be done."""

    from_stage_id = key(required=True)
    days = whole(-MOST_DAYS, MOST_DAYS, required=True)
    digest = digest()


class CopyAsked(Strict):
    """What is copied, into which course, and how many weeks later it lies; earlier where they are negative."""

    what = one_of([WHOLE, PLAN], load_default=WHOLE, metadata=ABOUT_WHAT)
    course_id = key_asked(required=True)
    weeks = number_asked(-MOST_WEEKS, MOST_WEEKS, required=True)


class CopyIn(Strict):
    """The same, to be done, with the title of the new course work."""

    what = one_of([WHOLE, PLAN], load_default=WHOLE, metadata=ABOUT_WHAT)
    course_id = key(required=True)
    weeks = whole(-MOST_WEEKS, MOST_WEEKS, required=True)
    title = text(200, 1, required=True)
    digest = digest()


class PlanCopyAsked(Strict):
    """To which draft's plan this one is appended, and how many weeks later it lies."""

    into_assignment_id = key_asked(required=True)
    weeks = number_asked(-MOST_WEEKS, MOST_WEEKS, required=True)


class PlanCopyIn(Strict):
    """The same, to be done."""

    into_assignment_id = key(required=True)
    weeks = whole(-MOST_WEEKS, MOST_WEEKS, required=True)
    digest = digest()
