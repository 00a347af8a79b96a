"""The acts by hand: what each is called, what is said about it, and the command that does it."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from app.commands import assignments, stages


@dataclass(frozen=True)
class Act:
    """One act. `name` is the database's and the address's; `title` and `said` name the subject as %(name)s.

    `nothing` is said where no stage opens or closes because of it.
    """

    name: str
    command: Callable[..., None]
    title: LazyString
    lead: LazyString
    nothing: LazyString
    yes: LazyString
    said: LazyString


NOTHING_COMES = _("No stage opens or closes because of it, neither now nor by itself later.")
NOTHING_OVERDUE = _("Nothing is overdue, so no stage opens or closes before the clock stops.")

ACTIVATION = Act(
    "activation",
    stages.activate,
    title=_("Open %(name)s now?"),
    lead=_("It begins at this instant, whatever was planned; the plan stays in the history."),
    nothing=NOTHING_COMES,
    yes=_("Yes, open it now"),
    said=_("%(name)s is open now."),
)
COMPLETION = Act(
    "completion",
    stages.complete,
    title=_("Close %(name)s now?"),
    lead=_("Nobody can go on with it then, unless it is reopened. The planned end stays in the history."),
    nothing=NOTHING_COMES,
    yes=_("Yes, close it now"),
    said=_("%(name)s is closed now."),
)
PAUSE = Act(
    "pause",
    stages.pause,
    title=_("Pause %(name)s?"),
    lead=_(
        "Until it is resumed it is open to nobody, and neither opens nor closes by itself. What is overdue comes first."
    ),
    nothing=NOTHING_OVERDUE,
    yes=_("Yes, pause it"),
    said=_("%(name)s is paused: it is open to nobody."),
)
RESUMPTION = Act(
    "resumption",
    stages.resume,
    title=_("Resume %(name)s?"),
    lead=_("It goes on as planned. What came due meanwhile happens at the next tick, within a minute."),
    nothing=NOTHING_COMES,
    yes=_("Yes, resume it"),
    said=_("%(name)s is no longer paused. What came due meanwhile happens at the next tick."),
)
REOPENING = Act(
    "reopening",
    stages.reopen,
    title=_("Reopen %(name)s?"),
    lead=_("It is open again at once, for everybody. What was done when it closed stays as it is."),
    nothing=NOTHING_COMES,
    yes=_("Yes, reopen it"),
    said=_("%(name)s is open again."),
)
SCHEDULE = Act(
    "schedule",
    stages.reschedule,
    title=_("Change the times of %(name)s?"),
    lead=_("Nobody is told that the times change: people see the new ones, and are told when it opens and closes."),
    nothing=_("No stage opens or closes by itself with these times: a teacher opens and closes it."),
    yes=_("Yes, change the times"),
    said=_("The times of %(name)s are changed."),
)
PUBLICATION = Act(
    "publication",
    assignments.publish,
    title=_("Publish %(name)s?"),
    lead=_("Its students see it at once, and its clock runs. It does not become a draft again."),
    nothing=_("No stage has a date, so nothing opens by itself: teachers open and close each stage."),
    yes=_("Yes, publish it"),
    said=_("%(name)s is published: its students see it now."),
)
PAUSE_OF_WORK = Act(
    "pause",
    assignments.pause,
    title=_("Pause all of %(name)s?"),
    lead=_("Until it is resumed no stage opens or closes by itself, and none is open. What is overdue comes first."),
    nothing=NOTHING_OVERDUE,
    yes=_("Yes, pause all of it"),
    said=_("%(name)s is paused: nothing opens or closes until it is resumed."),
)
RESUMPTION_OF_WORK = Act(
    "resumption",
    assignments.resume,
    title=_("Resume all of %(name)s?"),
    lead=_("Its clock runs again. What came due meanwhile happens at the next tick, within a minute."),
    nothing=NOTHING_COMES,
    yes=_("Yes, resume all of it"),
    said=_("%(name)s is no longer paused. What came due meanwhile happens at the next tick."),
)

# Those that need no more than a yes, by the last part of their address.
ON_STAGE = {act.name: act for act in (ACTIVATION, COMPLETION, PAUSE, RESUMPTION)}
ON_WORK = {act.name: act for act in (PUBLICATION, PAUSE_OF_WORK, RESUMPTION_OF_WORK)}
