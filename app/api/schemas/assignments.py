"""Course work, its stages and its history."""

from typing import Any

from marshmallow import fields, missing

from app.api.schemas.base import (
    Out,
    Strict,
    choice,
    count,
    instant,
    key,
    key_asked,
    one_of,
    text,
    whole,
    yes_or_no_asked,
)
from app.api.schemas.shapes import MODES, Paged, Reason
from app.models.types import AssignmentState, StageKind, StageStatus, TransitionCause


class ForStaff(fields.String):
    """What only the staff of a course work is told; null for others."""

    def get_value(self, obj: Any, attr: str, accessor: Any = None, default: Any = missing) -> Any:
        """Of course work."""
        return super().get_value(obj, attr, accessor, default) if obj.is_staff else None


class AssignmentOut(Out):
    """One course work; `is_staff`: the asker teaches or manages it, and is told why it is paused and by whom."""

    id = key()
    course_id = key()
    course_code = fields.String()
    course_name = fields.String()
    term = fields.String(allow_none=True)
    title = fields.String()
    description = fields.String()
    time_zone = fields.String()
    min_team_size = count()
    max_team_size = count()
    starts_at = fields.AwareDateTime(allow_none=True)
    ends_at = fields.AwareDateTime(allow_none=True)
    state = choice(AssignmentState)
    paused_at = fields.AwareDateTime(allow_none=True)
    pause_reason = ForStaff(allow_none=True)
    paused_by_name = ForStaff(allow_none=True)
    is_staff = fields.Boolean()


class StageOut(Out):
    """One stage at the instant `as_of`, by the database's clock, as it is for the asker's team.

    `status` is the effective one. `next_at` and `next_status` say what it changes to by itself. `extended_until` is the
    team's later end, while it lies ahead.
    """

    id = key()
    assignment_id = key()
    position = count()
    name = fields.String()
    description = fields.String()
    kind = choice(StageKind)
    status = choice(StageStatus, attribute="effective_status")
    starts_at = fields.AwareDateTime(allow_none=True)
    ends_at = fields.AwareDateTime(allow_none=True)
    submission_mode = one_of(MODES, allow_none=True)
    is_held = fields.Boolean(attribute="held")
    paused_at = fields.AwareDateTime(allow_none=True)
    next_at = fields.AwareDateTime(allow_none=True)
    next_status = choice(StageStatus, allow_none=True)
    is_open = fields.Boolean()
    extended_until = fields.AwareDateTime(allow_none=True)
    as_of = fields.AwareDateTime()


class TransitionOut(Out):
    """One change of status that happened. `people_count` were told; `due_at` when it should have happened.

    `has_effects_left`: something of its `effects` stands, so that it may be taken back.
    """

    id = key()
    stage_id = key()
    stage_name = fields.String()
    generation = count()
    from_status = choice(StageStatus)
    to_status = choice(StageStatus)
    due_at = fields.AwareDateTime(allow_none=True)
    happened_at = fields.AwareDateTime()
    cause = choice(TransitionCause)
    actor_name = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    effects = fields.Dict()
    people_count = count(attribute="people")
    run_id = fields.Integer(allow_none=True)
    has_effects_left = fields.Boolean()


class ProblemOut(Out):
    """One change of status that failed. Without `sqlstate` it crashed or timed out; `quarantined_at`: given up."""

    stage_id = key()
    stage_name = fields.String(attribute="name")
    to_status = choice(StageStatus)
    attempt_count = count(attribute="attempts")
    next_try_at = fields.AwareDateTime()
    quarantined_at = fields.AwareDateTime(allow_none=True)
    sqlstate = fields.String(allow_none=True)
    message = fields.String(allow_none=True)


class ContentsOut(Out):
    """How many rows of one kind go with a course work."""

    part = fields.String()
    count = count(attribute="number")


class AssignmentsAsked(Paged):
    """Which course work."""

    course_id = key_asked()
    state = choice(AssignmentState)
    is_staff = yes_or_no_asked(metadata={"description": "Whether you teach or manage it."})
    q = text(200, metadata={"description": "Part of the title."})


class StagesAsked(Paged):
    """Which stages."""

    kind = choice(StageKind)
    is_open = yes_or_no_asked(metadata={"description": "Whether it is open for your team."})
    changes_until = instant(metadata={"description": "What opens or closes by itself until then."})


class HistoryAsked(Paged):
    """Which part of a history."""

    stage_id = key_asked()
    cause = choice(TransitionCause)
    kind = choice(StageKind, metadata={"description": "Of stages of this kind."})


class AssignmentIn(Strict):
    """Course work to be made or changed."""

    title = text(200, 1, required=True)
    description = text(20_000, load_default="")
    time_zone = text(100, 1, required=True)
    min_team_size = whole(1, 1000, load_default=2)
    max_team_size = whole(1, 1000, load_default=5)
    starts_at = instant(load_default=None, allow_none=True)
    ends_at = instant(load_default=None, allow_none=True)


class AssignmentEditIn(Strict):
    """What is to be another."""

    title = text(200, 1)
    description = text(20_000)
    time_zone = text(100, 1)
    min_team_size = whole(1, 1000)
    max_team_size = whole(1, 1000)
    starts_at = instant(allow_none=True)
    ends_at = instant(allow_none=True)


class DeletionIn(Reason):
    """The title as it stands."""

    title = text(200, 1, required=True)


class MessageIn(Strict):
    """What everybody is told."""

    text = text(2000, 1, required=True)
