"""What the demo's people have done so far, each act by the door that the pages use too."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from app.demo import files
from app.demo.plans import Moment, evening

Connection = psycopg.Connection[Any]
REQUIRED = ("项目经理 · Project manager", "开发 · Developer", "测试 · Tester")
OPTIONAL = ("文档 · Writer",)


class Deeds:
    """Acts in one course work. People go by their usernames, stages by their English names."""

    def __init__(self, connection: Connection, work: int, teacher: str, now: datetime, storage_dir: Path) -> None:
        self.connection = connection
        self.work = work
        self.now = now
        self.storage_dir = storage_dir
        self.teacher = self.person(teacher)

    def person(self, username: str) -> int:
        """Somebody's key."""
        return self._key("select id from users where username = %s", username)

    def stage(self, name: str) -> int:
        """A stage's key."""
        query = "select id from stages where assignment_id = %s and name like %s"
        return self._key(query, self.work, f"%· {name}")

    def act(self, function: str, **arguments: Any) -> int:
        """Call one function of stageclock with arguments by name; what it returns, mostly a key."""
        named = ", ".join(f"p_{name} => %s" for name in arguments)
        return self._key(f"select stageclock.{function}({named})", *arguments.values())

    def form(self, name: str, leader: str, *others: str) -> int:
        """A team that a teacher has made and confirmed, after team formation or before."""
        lead = self.person(leader)
        team = self.act(
            "create_team", assignment_id=self.work, name=name, leader_id=lead, actor_id=self.teacher, by_staff=True
        )
        for other in map(self.person, others):
            self.act("place_student", assignment_id=self.work, user_id=other, team_id=team, actor_id=self.teacher)
        self.act("confirm_team", team_id=team, actor_id=self.teacher)
        return team

    def gather(self, name: str, leader: str, joining: tuple[str, ...], asked: tuple[str, ...] = ()) -> int:
        """A team that its leader has made: some have accepted the invitation, some have yet to answer."""
        lead = self.person(leader)
        team = self.act("create_team", assignment_id=self.work, name=name, leader_id=lead, actor_id=lead)
        for username in (*joining, *asked):
            guest = self.person(username)
            invitation = self.act("invite_student", team_id=team, user_id=guest, actor_id=lead)
            if username in joining:
                self.act("accept_invitation", invitation_id=invitation, actor_id=guest)
        return team

    def share_out(self, team: int, leader: str, **holders: str) -> None:
        """Give roles, by the first letters of their English names, and leave the others to the clock."""
        for letters, username in holders.items():
            query = "select id from division_roles where stage_id = %s and name like %s"
            role = self._key(query, self.stage("Share out roles"), f"%· {letters}%")
            held = {"role_id": role, "team_id": team, "user_id": self.person(username)}
            self.act("assign_role", **held, actor_id=self.person(leader))

    def plan(self, team: int, title: str, whose: str, due: Moment, priority: str = "normal") -> int:
        """A task that somebody has given themselves."""
        person = self.person(whose)
        return self.act(
            "add_task", team_id=team, title=title, description="", assignee_id=person, priority=priority,
            due_at=due(self.now), actor_id=person,
        )  # fmt: skip

    def report(self, task: int, who: str, progress: int, note: str) -> None:
        """How far a task is, in per cent."""
        self.act("report_progress", task_id=task, progress=progress, note=note, actor_id=self.person(who))

    def hand_in(
        self, stage: str, team: int, by: str, note: str = "", url: str | None = None, *named: tuple[str, str]
    ) -> int:
        """A link, or files as pairs of name and text."""
        person = self.person(by)
        kept = [files.keep(self.storage_dir, "submissions", *each) for each in named]
        ticket = self.act("begin_submission", stage_id=self.stage(stage), team_id=team, actor_id=person)
        what = {"url": url, "note": note, "files": json.dumps(kept)}
        return self.act("complete_submission", ticket_id=ticket, **what, actor_id=person)

    def review(self, submission: int, verdict: str, comment: str) -> None:
        """What the teacher says of a hand-in."""
        said = {"review": verdict, "comment": comment}
        self.act("review_submission", submission_id=submission, **said, actor_id=self.teacher)

    def hand_out(self, name: str, text: str) -> None:
        """A file that goes with the course work."""
        row = files.keep(self.storage_dir, "attachments", name, text)
        kept = json.dumps([{column: value for column, value in row.items() if column != "kind"}])
        query = "select cardinality(stageclock.add_attachments(%s, %s, %s))"
        self._key(query, self.work, kept, self.teacher)

    def _key(self, query: str, *parameters: Any) -> int:
        row = self.connection.execute(query.encode(), parameters).fetchone()
        return int(row[0]) if row and row[0] is not None else 0


def in_the_bookshop(deeds: Deeds) -> None:
    """Three teams at work; who is in none, the clock groups when it first looks."""
    first = deeds.form("云上书香 · Cloud books", "20260001", "20260002", "20260003")
    second = deeds.form("翻页 · Page turners", "20260004", "20260005", "20260006", "20260007")
    third = deeds.form("未名书屋 · Nameless", "20260008", "20260009")
    _give_material(deeds)
    _add_roles(deeds)
    deeds.share_out(first, "20260001", Project="20260001", Developer="20260002")
    _plan_tasks(deeds, first)
    _choose_topics(deeds, first, second)
    _analyse(deeds, first, third)


def _give_material(deeds: Deeds) -> None:
    deeds.hand_out("评分标准-marking.md", files.MARKING)
    address = {"title": "示例书店 · A shop to compare with", "url": "https://example.org/bookshop"}
    deeds.act("add_link", assignment_id=deeds.work, **address, actor_id=deeds.teacher)
    text = "周三的课改到 302 教室。 · Wednesday’s class moves to room 302."
    deeds.act("broadcast", assignment_id=deeds.work, text=text, actor_id=deeds.teacher)


def _add_roles(deeds: Deeds) -> None:
    for name in (*REQUIRED, *OPTIONAL):
        deeds.act(
            "add_role", stage_id=deeds.stage("Share out roles"), team_id=None, name=name, description="",
            required=name in REQUIRED, actor_id=deeds.teacher, by_staff=True,
        )  # fmt: skip


def _plan_tasks(deeds: Deeds, team: int) -> None:
    schema = deeds.plan(team, "画出数据库结构 · Draw the schema", "20260002", evening(3), "high")
    deeds.report(schema, "20260002", 60, "书和订单已完成 · Books and orders are done")
    deeds.plan(team, "写验收测试 · Write acceptance tests", "20260001", evening(9))
    talk = deeds.plan(team, "访谈两位店主 · Interview two shop owners", "20260003", evening(1))
    deeds.report(talk, "20260003", 100, "记录在共享文档里 · Notes are in the shared document")


def _choose_topics(deeds: Deeds, approved: int, waiting: int) -> None:
    """One team's hand-in is approved, one waits."""
    stage = "Choose a topic"
    topic = deeds.hand_in(stage, approved, "20260001", "我们的选题 · Our topic", "https://example.org/cloud-books")
    deeds.hand_in(stage, waiting, "20260005", url="https://example.org/page-turners")
    deeds.review(topic, "approved", "题目合适，范围清楚。 · A good topic of the right size.")


def _analyse(deeds: Deeds, again: int, late: int) -> None:
    """One team's file was returned and handed in again, and one team may be late."""
    stage = "Analysis"
    draft = deeds.hand_in(stage, again, "20260001", "初稿 · First draft", None, ("analysis.md", files.FIRST_ANALYSIS))
    deeds.review(draft, "returned", "请补上退货流程。 · Please add how books are returned.")
    deeds.hand_in(stage, again, "20260002", "已补充 · Added", None, ("analysis-2.md", files.SECOND_ANALYSIS))
    deeds.act(
        "extend_stage", stage_id=deeds.stage(stage), team_id=late, ends_at=evening(3)(deeds.now),
        reason="两人生病 · Both were ill", actor_id=deeds.teacher,
    )  # fmt: skip


def among_the_sensors(deeds: Deeds) -> None:
    """Teams are being formed: one is confirmed, one waits for the teachers, one has an invitation open."""
    confirmed = deeds.gather("温度计 · Thermometers", "20260001", ("20260011", "20260012"))
    waiting = deeds.gather("湿度 · Damp", "20260002", ("20260013",))
    deeds.gather("光线 · Light", "20260003", ("20260014",), asked=("20260015", "20260016"))
    for team, leader in ((confirmed, "20260001"), (waiting, "20260002")):
        deeds.act("request_confirmation", team_id=team, reason=None, actor_id=deeds.person(leader))
    deeds.act("confirm_team", team_id=confirmed, actor_id=deeds.teacher)
    reason = "仪器正在校准 · The instruments are being calibrated"
    deeds.act("pause_stage", stage_id=deeds.stage("Measure"), actor_id=deeds.teacher, reason=reason)
