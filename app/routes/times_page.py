"""The forms for a stage's times, in two steps: what was typed is shown with what it leads to, and then confirmed."""

from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.errors import Refused
from app.forms.by_hand import EndForm
from app.forms.wall_time import is_same, shown
from app.queries import foresight
from app.queries.assignments import CourseWork
from app.queries.stages import StageNow
from app.routes.acts import REOPENING, Act
from app.routes.asking import CHANGED_MEANWHILE, Question
from app.routes.by_hand import sentence_of

Times = dict[str, datetime | None]


@dataclass(frozen=True)
class Moved:
    """One date that would be changed; None is no date. `name` is `starts_at` or `ends_at`."""

    name: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True)
class TimesPage:
    """A form for the times of one stage, and the page that asks whether they are meant."""

    template: str
    act: Act
    work: CourseWork
    stage: StageNow

    def show(self, form: EndForm, refusal: str | None = None) -> str:
        """The form as it is filled in, with why it was refused."""
        return render_template(self.template, work=self.work, stage=self.stage, form=form, refusal=refusal)

    def answer(self, form: EndForm) -> ResponseReturnValue:
        """Do what was confirmed, else ask; back to the form, with all that was typed, where something is wrong."""
        if "change" in request.form:
            return self.show(form)
        times = form.read(self.stage, self.work.time_zone)
        if times is None:
            return self.show(form), 422
        question = Question(self.act, self.work, self.stage, self._complete(times))
        try:
            return question.do(form) if "confirmed" in request.form else self._ask(question, form)
        except Refused as refused:
            if refused.sqlstate == CHANGED_MEANWHILE:
                return self._ask_again(question, form, refused)
            return self.show(form, sentence_of(refused)), refused.status

    def _complete(self, times: Times) -> Times:
        return times if self.act is REOPENING else {"starts_at": self.stage.starts_at, **times}

    def _ask(self, question: Question, form: EndForm, notice: str | None = None) -> str:
        return question.show(
            form, question.foresee(), notice,
            moved=self._moved(question.times),
            moved_meanwhile=self._is_stale(form),
            overlaps=self._overlaps(question.times),
        )  # fmt: skip

    def _ask_again(self, question: Question, form: EndForm, surprise: Refused) -> ResponseReturnValue:
        try:
            return self._ask(question, form, sentence_of(surprise)), surprise.status
        except Refused as refused:
            return self.show(form, sentence_of(refused)), refused.status

    def _moved(self, times: Times) -> list[Moved]:
        each = [Moved(name, getattr(self.stage, name), after) for name, after in times.items()]
        return [date for date in each if date.before != date.after]

    def _overlaps(self, times: Times) -> list[foresight.Window]:
        starts_at = self.stage.as_of if self.act is REOPENING else times["starts_at"]
        return foresight.overlapping(self.stage, starts_at, times["ends_at"])

    def _is_stale(self, form: EndForm) -> bool:
        """Whether the form showed other times than the stage has by now; not asked where it proposed one itself."""
        if self.act is REOPENING:
            return False
        stored = {name: shown(getattr(self.stage, name), self.work.time_zone) for name in ("starts_at", "ends_at")}
        sent = {name: form[f"{name}_shown"].data for name in stored if f"{name}_shown" in form}
        return any(text is not None and not is_same(text, stored[name]) for name, text in sent.items())
