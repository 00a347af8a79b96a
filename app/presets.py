"""Plans to begin with: whole weeks in wall time, one stage after the other, without gaps."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from app.commands.plan import PlannedStage
from app.models.types import StageKind
from app.times import clock_change

# A stage lasts until the last minute of its last day, the next one opens with the next day: no gap to warn of.
OPENS, CLOSES = time(0, 0), time(23, 59)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class PresetStage:
    """One stage of a preset, and how many whole weeks it lasts."""

    name: LazyString
    kind: StageKind
    weeks: int
    submission_mode: str | None = None


@dataclass(frozen=True)
class Window:
    """From when to when."""

    starts_at: datetime
    ends_at: datetime


TEN_WEEKS = (
    PresetStage(_("Team formation"), StageKind.TEAM_FORMATION, 1),
    PresetStage(_("Division of roles"), StageKind.DIVISION, 1),
    PresetStage(_("Analysis"), StageKind.CUSTOM, 1),
    PresetStage(_("Design"), StageKind.CUSTOM, 2),
    PresetStage(_("Mid-term hand-in"), StageKind.SUBMISSION, 1, "file"),
    PresetStage(_("Implementation"), StageKind.CUSTOM, 3),
    PresetStage(_("Final hand-in"), StageKind.SUBMISSION, 1, "file"),
)


def weeks(preset: tuple[PresetStage, ...]) -> list[tuple[int, int]]:
    """The first and the last week of each stage; the first of the plan is 1."""
    ends = [sum(stage.weeks for stage in preset[: n + 1]) for n in range(len(preset))]
    return [(end - stage.weeks + 1, end) for stage, end in zip(preset, ends, strict=True)]


def windows(preset: tuple[PresetStage, ...], first_day: date, here: ZoneInfo) -> list[Window]:
    """When each stage begins and ends if the plan begins on this day: the same wall times whatever the clocks do."""
    return [
        Window(
            instant(datetime.combine(first_day + timedelta(weeks=first - 1), OPENS), here),
            instant(datetime.combine(first_day + timedelta(weeks=last, days=-1), CLOSES), here),
        )
        for first, last in weeks(preset)
    ]


def stages(preset: tuple[PresetStage, ...], first_day: date, here: ZoneInfo) -> list[PlannedStage]:
    """The stages of a plan that begins on this day, named in the reader's language."""
    return [
        PlannedStage(str(stage.name), "", stage.kind.value, stage.submission_mode, window.starts_at, window.ends_at)
        for stage, window in zip(preset, windows(preset, first_day, here), strict=True)
    ]


def instant(wall: datetime, here: ZoneInfo) -> datetime:
    """The instant of a wall time; one that clocks skip or show twice gives way to the next whole hour that is neither.

    Nobody typed it, so there is nobody to ask which one is meant; never earlier, so that no stage loses time, and both
    ends of a plan's weeks give way alike, so that no two of them overlap.
    """
    while clock_change(wall, here):
        wall = wall.replace(minute=0) + HOUR
    return wall.replace(tzinfo=here).astimezone(UTC)


def next_monday(at: datetime, here: ZoneInfo) -> date:
    """The first Monday after today, as today is in the zone."""
    today = at.astimezone(here).date()
    return today + timedelta(days=7 - today.weekday())
