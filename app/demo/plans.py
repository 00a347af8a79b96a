"""The demo's course work: stages as distances from now, so that something happens while one watches."""

from dataclasses import dataclass
from datetime import timedelta


def minutes(n: float) -> timedelta:
    """A distance from now; negative lies in the past."""
    return timedelta(minutes=n)


def days(n: float) -> timedelta:
    """A distance from now; negative lies in the past."""
    return timedelta(days=n)


@dataclass(frozen=True)
class PlannedStage:
    """One stage; `start` and `end` are distances from now, None where a teacher decides."""

    name: str
    kind: str
    start: timedelta | None
    end: timedelta | None
    mode: str | None = None


@dataclass(frozen=True)
class PlannedWork:
    """One piece of course work of the demo's course."""

    title: str
    description: str
    state: str
    stages: tuple[PlannedStage, ...]


BOOKSHOP = PlannedWork(
    "在线书店系统 · Online bookshop",
    "Build an online bookshop in a team of two to five: catalogue, basket, orders.\n"
    "Hand in a design half-way and the finished system with its tests at the end.",
    "published",
    (
        PlannedStage("组队 · Form teams", "team_formation", days(-21), days(-14)),
        PlannedStage("分工 · Share out roles", "division", days(-14), minutes(2)),
        PlannedStage("选题 · Choose a topic", "submission", days(-7), days(2), "link"),
        PlannedStage("需求分析 · Analysis", "custom", days(-10), minutes(4)),
        PlannedStage("系统设计 · Design", "custom", minutes(1), days(7)),
        PlannedStage("中期提交 · Mid-term hand-in", "submission", minutes(3), minutes(6), "file"),
        PlannedStage("编码实现 · Implementation", "custom", days(7), days(28)),
        PlannedStage("最终提交 · Final hand-in", "submission", days(28), days(35), "file"),
    ),
)
SENSORS = PlannedWork(
    "智能家居传感器 · Sensors at home",
    "Connect three sensors, collect a week of measurements, and present what they tell.",
    "published",
    (
        PlannedStage("组队 · Form teams", "team_formation", days(-2), days(5)),
        PlannedStage("分工 · Share out roles", "division", days(5), days(8)),
        PlannedStage("测量 · Measure", "custom", days(10), days(24)),
        PlannedStage("提交报告 · Hand in the report", "submission", days(24), days(31), "link"),
        PlannedStage("答辩 · Presentation", "custom", None, None),
    ),
)
COMPILER = PlannedWork(
    "编译器前端 · Compiler front end",
    "Not published yet: its students do not see it, and its clock stands still.",
    "draft",
    (
        PlannedStage("组队 · Form teams", "team_formation", days(30), days(37)),
        PlannedStage("词法分析 · Lexer", "submission", days(37), days(51), "file"),
    ),
)
EXERCISE = PlannedWork(
    "课堂练习 · In-class exercise",
    "Six short rounds of ten minutes: there is always one open in the first hour after the demo was loaded.",
    "published",
    tuple(PlannedStage(f"第 {n} 轮 · Round {n}", "custom", minutes(10 * n - 9), minutes(10 * n)) for n in range(1, 7)),
)
PLANS = (BOOKSHOP, SENSORS, EXERCISE, COMPILER)
