"""Asking before an act by hand: what would happen and to whom; then the act, if that is still what would happen."""

from dataclasses import dataclass, field
from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.errors import Refused
from app.forms.by_hand import ReasonForm
from app.identity import signed_in
from app.models.types import AssignmentState
from app.queries import foresight, stages
from app.queries.assignments import CourseWork
from app.queries.foresight import Foresight
from app.queries.stages import StageNow
from app.routes.acts import PAUSE, PUBLICATION, RESUMPTION_OF_WORK, Act
from app.routes.by_hand import go_back, sentence_of

CHANGED_MEANWHILE = "SC011"


@dataclass(frozen=True)
class Question:
    """An act that somebody is about to do to a stage, or to the whole course work where `stage` is None."""

    act: Act
    work: CourseWork
    stage: StageNow | None = None
    times: dict[str, datetime | None] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """What it is done to."""
        return self.stage.name if self.stage else self.work.title

    @property
    def stands_still(self) -> bool:
        """Whether the course work's own clock stands still after the act too, so that nothing comes by itself."""
        if self.work.paused_at:
            return self.act not in (PAUSE, RESUMPTION_OF_WORK)
        return self.work.state is not AssignmentState.PUBLISHED and self.act is not PUBLICATION

    def foresee(self) -> Foresight:
        """What it would do; raise Refused where the act would be."""
        if self.stage:
            return foresight.before_act(self.stage.id, self.act.name, **self.times)
        return foresight.before_act_on_work(self.work.id, self.act.name)

    def do(self, form: ReasonForm) -> ResponseReturnValue:
        """Do it as it was foretold, and go back; raise Refused where something else would happen by now."""
        key = self.stage.id if self.stage else self.work.id
        sent = {"actor_id": signed_in().id, "reason": form.reason.data, "foretold": form.foretold.data}
        self.act.command(key, **self.times, **sent)
        return go_back(self.work, self.act.said % {"name": self.subject}, self.stage.id if self.stage else None)

    def answer(self, form: ReasonForm) -> ResponseReturnValue:
        """Do it where it was confirmed, else ask; whatever is refused is said on the same page, the reason kept."""
        if not form.validate():
            return self.ask(form, status=422)
        if "confirmed" not in request.form:
            return self.ask(form)
        try:
            return self.do(form)
        except Refused as refused:
            return self.ask(form, sentence_of(refused), refused.status)

    def ask(self, form: ReasonForm, notice: str | None = None, status: int = 200) -> ResponseReturnValue:
        """The page that asks; where the act is refused, the page that says so."""
        try:
            return self.show(form, self.foresee(), notice), status
        except Refused as refused:
            page = self.show(form, None, notice or sentence_of(refused))
            return page, refused.status if status == 200 else status

    def show(self, form: ReasonForm, foreseen: Foresight | None, notice: str | None = None, **more: object) -> str:
        """The page with what is foreseen, None: it is refused; `notice` says why, or why it is asked again."""
        form.foretold.data = foreseen.foretold if foreseen else None
        plan = None if self.stage else stages.plan(self.work.id)
        return render_template(
            "by_hand/ask.html", question=self, work=self.work, stage=self.stage, form=form, foreseen=foreseen,
            notice=notice, plan=plan, **more,
        )  # fmt: skip
