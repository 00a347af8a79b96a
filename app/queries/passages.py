"""How stages really passed: when they closed, how late, who paused them, until when they go on for extended teams."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, text

from app.db import db

# Of a stage that was opened again, the latest round counts, and the closing before it. The unique key of the history
# finds them, row by row: where nothing limits a join, the planner may prefer to read all of it. An extension goes on
# from when the stage ended: by its own end, or before that by hand. Nothing is late before its stage is there: whoever
# plans into the past finds that done at once.
PASSAGES = text(
    """
    select s.id as stage_id, e.ends_at, x.extended_until, x.teams, b.happened_at as closed_before,
           s.paused_at is not null and v.id is null as is_paused, p.name as paused_by, p.pause_reason,
           o.happened_at as opened_at,
           case when v.id is null and o.due_at is not null then greatest(o.due_at, s.created_at) end as opened_due_at,
           c.happened_at as closed_at,
           case when v.id is null and c.due_at is not null then greatest(c.due_at, s.created_at) end as closed_due_at
    from stageclock.stages_now s
    cross join (select cast(:viewer_id as bigint) as id) v
    left join lateral (
        select h.due_at, h.happened_at from public.stage_transitions h
        where h.stage_id = s.id and h.generation = s.generation and h.to_status = 'active' limit 1
    ) o on true
    left join lateral (
        select h.due_at, h.happened_at from public.stage_transitions h
        where h.stage_id = s.id and h.generation = s.generation and h.to_status = 'completed' limit 1
    ) c on true
    left join lateral (
        select h.due_at, h.happened_at from public.stage_transitions h
        where h.stage_id = s.id and h.generation = s.generation - 1 and h.to_status = 'completed' limit 1
    ) b on true
    left join lateral (
        select u.name, h.pause_reason from public.stages h left join public.users u on u.id = h.paused_by
        where h.id = s.id and s.paused_at is not null limit 1
    ) p on true
    cross join lateral (
        select case when s.effective_status = 'completed'
                    then coalesce(least(s.ends_at, c.happened_at), s.as_of) else s.ends_at end as ends_at
    ) e
    cross join lateral (
        select max(l.ends_at) as extended_until, count(*) as teams
        from public.stage_extensions l
        where l.stage_id = s.id and l.revoked_at is null and l.ends_at > e.ends_at
          and (v.id is null or exists (
              select from public.team_members m where m.team_id = l.team_id and m.user_id = v.id))
    ) x
    where s.assignment_id = any(:assignment_ids)
    """
)


@dataclass(frozen=True)
class Move:
    """An opening or a closing that happened; `due_at` is None where nothing was planned, never before its stage is."""

    due_at: datetime | None
    happened_at: datetime

    @property
    def lag(self) -> timedelta:
        """From the planned instant to the real one; negative where somebody was early, nothing without a plan."""
        return self.happened_at - self.due_at if self.due_at else timedelta()


@dataclass(frozen=True)
class Pause:
    """Who paused a stage and why; None where it was not said."""

    by_name: str | None
    reason: str | None


@dataclass(frozen=True)
class Passage:
    """One stage: its `ends_at` is the real one where it has ended, else the planned one, None without one.

    `opening` and `closing` are those of the latest round, None where the history has none; `closed_before` is when the
    round before it ended. `pause`: where it is paused. `extended_until`: the latest end of `teams` with a later one.
    """

    stage_id: int
    ends_at: datetime | None
    opening: Move | None
    closing: Move | None
    closed_before: datetime | None
    pause: Pause | None
    extended_until: datetime | None
    teams: int

    @property
    def moves(self) -> list[Move]:
        """What happened in the latest round."""
        return [move for move in (self.opening, self.closing) if move]


def of(assignment_ids: Sequence[int], viewer_id: int | None = None) -> dict[int, Passage]:
    """How the stages of these course works passed, by their key, in one statement.

    With a viewer: of extensions only their own team's; no lag and no pause, which are for staff to know.
    """
    asked = {"assignment_ids": list(assignment_ids), "viewer_id": viewer_id}
    rows = db.session.execute(PASSAGES, asked).mappings() if assignment_ids else ()
    return {row["stage_id"]: _passage(row) for row in rows}


def _passage(row: RowMapping) -> Passage:
    own = {name: row[name] for name in ("stage_id", "ends_at", "closed_before", "extended_until", "teams")}
    opening, closing = (_move(row[f"{act}_due_at"], row[f"{act}_at"]) for act in ("opened", "closed"))
    pause = Pause(row["paused_by"], row["pause_reason"]) if row["is_paused"] else None
    return Passage(**own, opening=opening, closing=closing, pause=pause)


def _move(due_at: datetime | None, happened_at: datetime | None) -> Move | None:
    return Move(due_at, happened_at) if happened_at else None
