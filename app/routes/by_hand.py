"""What stepping in by hand has in common: ask the policy, call one command, say what happened or why not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from app import refusals
from app.errors import Refused
from app.identity import signed_in
from app.queries import assignments, hand_ins, passages, people, problems, stages, transitions
from app.queries.assignments import CourseWork
from app.routes.picture import Painter
from app.times import zone_key

LATEST = 5  # transitions on the page of a course work; the others are in its history

sentence_of = refusals.sentence_of


@dataclass(frozen=True)
class Refusal:
    """An act that was refused: why, and on which stage."""

    sentence: str
    stage_id: int


def of_staff(work: CourseWork | None) -> CourseWork:
    """The course work for who may step in; 404 for who may not see it, 403 for who may only see it."""
    work = work or abort(404)
    return work if work.is_staff else abort(403)


def page(work: CourseWork, refusal: Refusal | None = None) -> str:
    """The page of one course work; to its staff with what failed, what happened last, and the buttons."""
    plan = stages.plan(work.id, signed_in().id)
    passed = passages.of([work.id], None if work.is_staff else signed_in().id)
    return render_template(
        "assignments/show.html",
        work=work,
        plan=plan,
        picture=Painter(passed, zone_key(work.time_zone)).by_stage(work, plan),
        teachers=people.managing(work.id),
        attachments=assignments.attachments(work.id),
        links=assignments.links(work.id),
        pauses={key: passage.pause for key, passage in passed.items()},
        problems=problems.of(work.id) if work.is_staff else [],
        history=transitions.latest(work.id, LATEST) if work.is_staff else [],
        mine={} if work.is_staff else hand_ins.mine(work.id, signed_in().id),
        refusal=refusal,
    )


def retry_now(work: CourseWork, stage_id: int, command: Callable[[int, int], None], said: str) -> ResponseReturnValue:
    """Try again what failed of a stage, without asking first: it does what was planned anyway."""
    try:
        command(stage_id, signed_in().id)
    except Refused as refused:
        return page(work, Refusal(sentence_of(refused), stage_id)), refused.status
    return go_back(work, said, stage_id)


def go_back(work: CourseWork, said: str, stage_id: int | None = None) -> ResponseReturnValue:
    """To the course work's page, at the stage, with what happened in words."""
    flash(said)
    anchor = f"stage-{stage_id}" if stage_id else None
    return redirect(url_for("assignments.show", assignment_id=work.id, _anchor=anchor), 303)


def beside(form: FlaskForm, refused: Refused, fields: Mapping[str, str]) -> str | None:
    """Say a refusal beside the field that it is about, by the database's sentence; return it where it has none."""
    field = fields.get(refused.message)
    if field is None:
        return sentence_of(refused)
    form[field].errors = [sentence_of(refused)]
    return None
