"""The algorithm that the tick replaced: every open stage loaded through the ORM, looked at in a loop, committed each.

As such code is written: a session with its defaults, `all()`, a loop that asks each object for its dates, an
assignment, a `commit()`. A commit expires what the session holds, so each object asked afterwards is read again. That
is the price of the design, not of a slip of this bench.
"""

import statistics
from datetime import datetime
from functools import partial

from sqlalchemy import Enum, ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from bench.frame import Comparison, Report, timed
from bench.tick.scene import Scene

STATUS = Enum("pending", "active", "completed", name="stage_status")
CAUSE = Enum("clock", "teacher", "operator", "import", name="transition_cause")


class Base(DeclarativeBase):
    """Tables as the old program would map them."""


class Stage(Base):
    """A stage."""

    __tablename__ = "stages"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    generation: Mapped[int]
    status: Mapped[str] = mapped_column(STATUS)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]


class Transition(Base):
    """A row of history."""

    __tablename__ = "stage_transitions"
    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"))
    generation: Mapped[int]
    from_status: Mapped[str] = mapped_column(STATUS)
    to_status: Mapped[str] = mapped_column(STATUS)
    due_at: Mapped[datetime | None]
    happened_at: Mapped[datetime]
    cause: Mapped[str] = mapped_column(CAUSE)


def check_all(session: Session, now: datetime) -> None:
    """The scheduler's job."""
    for stage in session.scalars(select(Stage).where(Stage.status.in_(["pending", "active"]))).all():
        if stage.status == "pending" and stage.starts_at and stage.starts_at <= now:
            move(session, stage, "active", stage.starts_at, now)
        elif stage.status == "active" and stage.ends_at and stage.ends_at <= now:
            move(session, stage, "completed", stage.ends_at, now)


def move(session: Session, stage: Stage, to_status: str, due_at: datetime, now: datetime) -> None:
    """One transition, committed."""
    session.add(
        Transition(
            stage_id=stage.id, generation=stage.generation, from_status=stage.status, to_status=to_status,
            due_at=due_at, happened_at=now, cause="clock",
        )
    )  # fmt: skip
    stage.status = to_status
    session.commit()


def once(scene: Scene) -> None:
    """One run of the job, in a connection that is open already."""
    url = scene.database.url("postgres").replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url)
    with Session(engine) as session:
        check_all(session, scene.clock.now())
    engine.dispose()


def measure(scene: Scene, due: int, runs: int, report: Report, at_least: float | None) -> tuple[float, float]:
    """Add one run of it beside the median of as many ticks; returns both in seconds."""
    scene.make_due(due)
    ticks = []
    for number in range(runs + 1):
        seconds = timed(scene.database.tick)
        scene.reset(due)
        if number:
            ticks.append(seconds)
    theirs = timed(partial(once, scene))
    scene.reset(due)
    report.comparisons.append(
        Comparison(
            f"tick, {due:,} due of {scene.stages:,}", ticks, "ORM loop, a commit each (once)", [theirs],
            at_least=at_least, faster=True,
        )
    )  # fmt: skip
    return statistics.median(ticks), theirs
