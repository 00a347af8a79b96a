"""The demo's course work: stages around now, so that something happens while one watches."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

Moment = Callable[[datetime], datetime]  # what now, in the course's zone, makes of it
PROMPT = timedelta(seconds=2)


def minutes(n: int) -> Moment:
    """So many minutes from now."""
    return lambda now: now + timedelta(minutes=n)


def day(n: int, at: str) -> Moment:
    """A wall time so many days from today; below 0 it lies in the past."""
    return lambda now: datetime.combine(now.date() + timedelta(days=n), time.fromisoformat(at), now.tzinfo)


def morning(n: int) -> Moment:
    """When stages open."""
    return day(n, "08:00")


def evening(n: int) -> Moment:
    """When stages close and tasks are due."""
    return day(n, "22:00")


@dataclass(frozen=True)
class PlannedStage:
    """One stage; `start` and `end` are None where a teacher decides. `lag`: how late the clock opened a past one."""

    name: str
    kind: str
    start: Moment | None
    end: Moment | None
    mode: str | None = None
    description: str = ""
    lag: timedelta = PROMPT


@dataclass(frozen=True)
class PlannedWork:
    """One piece of course work, in the course with this code."""

    course: str
    title: str
    description: str
    state: str
    stages: tuple[PlannedStage, ...]


@dataclass(frozen=True)
class PlannedCourse:
    """One course; so many of the demo's students are on its class list, the first ones."""

    code: str
    name: str
    students: int


SOFTWARE = PlannedCourse("SE-2026", "软件工程 · Software Engineering", 30)
THINGS = PlannedCourse("IOT-2026", "物联网导论 · Internet of Things", 20)
COURSES = (SOFTWARE, THINGS)
TERM = "2026 秋 · Autumn"

BOOKSHOP = PlannedWork(
    SOFTWARE.code,
    "在线书店系统 · Online bookshop",
    "两到五人一组，做一个在线书店：图书目录、购物车、订单。\n\n"
    "Build an online bookshop in a team of two to five: **catalogue, basket, orders**.\n\n"
    "- 期中：设计文档 · Half-way: the design\n"
    "- 期末：系统与测试 · At the end: the system with its tests",
    "published",
    (
        PlannedStage("组队 · Form teams", "team_formation", morning(-14), minutes(0)),
        PlannedStage(
            "选题 · Choose a topic", "submission", morning(-7), evening(2), "link",
            "一页就够：做给谁用，先做什么。 · One page: for whom, and what comes first.", timedelta(minutes=41),
        ),
        PlannedStage("分工 · Share out roles", "division", morning(-7), minutes(2)),
        PlannedStage("需求分析 · Analysis", "submission", morning(-4), minutes(4), "file"),
        PlannedStage("系统设计 · Design", "custom", minutes(1), evening(9)),
        PlannedStage("中期提交 · Mid-term hand-in", "submission", minutes(3), evening(12), "file"),
        PlannedStage("编码实现 · Implementation", "custom", morning(14), evening(40)),
        PlannedStage("最终提交 · Final hand-in", "submission", morning(41), evening(47), "file"),
    ),
)  # fmt: skip
SENSORS = PlannedWork(
    THINGS.code,
    "智能家居传感器 · Sensors at home",
    "接上三个传感器，采集一周的数据，讲讲它们说明了什么。\n\n"
    "Connect three sensors, collect a week of measurements, and present what they tell.",
    "published",
    (
        PlannedStage("组队 · Form teams", "team_formation", morning(-3), evening(4)),
        PlannedStage("分工 · Share out roles", "division", morning(5), evening(8)),
        PlannedStage("测量 · Measure", "custom", morning(10), evening(24)),
        PlannedStage("提交报告 · Hand in the report", "submission", morning(25), evening(31), "link"),
        PlannedStage("答辩 · Presentation", "custom", None, None),
    ),
)
REFACTORING = PlannedWork(
    SOFTWARE.code,
    "重构与互评 · Refactoring and peer review",
    "尚未发布：学生看不到，时钟也不走。\n\nNot published yet: its students do not see it, and its clock stands still.",
    "draft",
    (
        PlannedStage("组队 · Form teams", "team_formation", morning(30), evening(36)),
        PlannedStage("重构 · Refactor", "submission", morning(37), evening(50), "file"),
    ),
)
EXERCISE = PlannedWork(
    SOFTWARE.code,
    "课堂练习 · In-class exercise",
    "三轮，每轮二十分钟。\n\n"
    "Three rounds of twenty minutes: there is always one open in the first hour after the demo was loaded.",
    "published",
    tuple(PlannedStage(f"第 {n} 轮 · Round {n}", "custom", minutes(20 * n - 19), minutes(20 * n)) for n in (1, 2, 3)),
)
PLANS = (BOOKSHOP, SENSORS, EXERCISE, REFACTORING)
