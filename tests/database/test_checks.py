"""sql/checks.sql finds nothing in a sound database, and each of its rules finds what breaks it."""

from typing import Any

import psycopg
import pytest

from tests.clusters import ROOT, Database, MovableClock
from tests.faults.scene import Scene, add_scene, is_done
from tests.faults.watching import violations
from tests.plans import HOUR, MONDAY, one
from tests.teams import students_of

Connection = psycopg.Connection[Any]
MAIL = "insert into mail_outbox (notification_id, next_try_at"
# Written past every guard, as a broken disk or a superuser might; {stage names} are those of the scene.
DAMAGE = {
    "status_is_the_last_of_the_history": "update stages set status = 'active' where id = {custom}",
    "history_has_no_gap": "delete from stage_transitions where stage_id = {custom} and to_status = 'active'",
    "no_transition_twice": "alter table stage_transitions drop constraint"
    " uq_stage_transitions_stage_id_generation_to_status; insert into stage_transitions (stage_id, generation,"
    " from_status, to_status, due_at, happened_at, cause) select stage_id, generation, from_status, to_status, due_at,"
    " happened_at, cause from stage_transitions where stage_id = {custom} and to_status = 'completed'",
    "nothing_before_it_was_due": "update stage_transitions set due_at = happened_at + interval '1 s'"
    " where stage_id = {custom}",
    "held_follows_the_course_work": "update stages set held = true where id = {custom}",
    "one_team_a_student": "alter table team_members drop constraint uq_team_members_assignment_id_user_id;"
    " insert into team_members (team_id, assignment_id, user_id) select t.id, t.assignment_id, m.user_id"
    " from teams t, team_members m where m.team_id <> t.id limit 1",
    "leaders_are_members": "delete from team_members m using teams t where t.leader_id = m.user_id",
    "grouping_is_whole": "delete from team_members m where m.transition_id is not null",
    "grouping_is_as_recorded": "update team_members set transition_id = null",
    "required_roles_are_held": "delete from role_assignments",
    "roles_are_as_recorded": "update role_assignments set transition_id = null",
    "nobody_told_twice": "alter table notifications drop constraint"
    " uq_notifications_transition_id_recipient_id_kind; insert into notifications (recipient_id, kind, transition_id)"
    " select recipient_id, kind, transition_id from notifications where transition_id is not null limit 1",
    "somebody_was_told": "delete from notifications",
    "nobody_reminded_twice": "insert into notifications (recipient_id, kind, params) select id, 'stage_closes_soon',"
    " jsonb_build_object('stage_id', {custom}, 'ends_at', '2030-03-04') from users limit 1",
    "no_attempt_at_what_is_done": "insert into stage_attempts (stage_id, to_status, next_try_at)"
    " values ({custom}, 'completed', now())",
    "no_run_without_a_backend": "insert into clock_runs (started_at, outcome, backend_pid)"
    " values (now(), 'running', 999999999)",
    "hand_ins_are_numbered": "update submissions set attempt = 2",
    "hand_ins_are_whole": "update submissions set url = null",
    "hand_ins_began_while_open": "update submissions set begun_at = submitted_at + interval '4 hours',"
    " submitted_at = submitted_at + interval '4 hours'",
    "mail_was_tried_before_it_went": f"{MAIL}, sent_at) select id, now(), now() from notifications",
    "mail_is_not_tried_for_ever": f"{MAIL}, attempts) select id, now(), 31 from notifications",
    "mail_says_why_it_was_given_up": f"{MAIL}, dead_at) select id, now(), now() from notifications",
    "nobody_is_mailed_what_was_imported": f"update notifications set kind = 'imported' where id ="
    f" (select min(id) from notifications); {MAIL}) select id, now() from notifications",
}


@pytest.fixture
def scene(database: Database, db: Connection, clock: MovableClock) -> Scene:
    """Everything has happened, and one team has handed in."""
    scene = add_scene(db, MONDAY)
    db.execute("update enrollments set created_at = %s", [MONDAY - 9 * HOUR])
    clock.set(MONDAY - HOUR)
    database.tick()
    team = one(db, "select team_id from team_members where user_id = %s", students_of(db, scene.work)[0])
    db.execute("update stages set submission_mode = 'link' where id = %s", [scene.submission])
    db.execute(
        "insert into submissions (stage_id, team_id, attempt, submitted_by, begun_at, submitted_at, url)"
        " select %s, t.id, 1, t.leader_id, %s, %s, 'https://example.org' from teams t where t.id = %s",
        [scene.submission, MONDAY - HOUR, MONDAY - HOUR, team],
    )
    clock.set(MONDAY + HOUR)
    database.tick()
    assert is_done(db, scene)
    return scene


def test_a_sound_database_breaks_no_rule_and_any_dba_can_ask(database: Database, scene: Scene) -> None:
    for role in ("stageclock_owner", "postgres"):
        rows = database.cluster.run_file(database.name, ROOT / "sql" / "checks.sql", role).splitlines()
        assert sorted(row.split("|")[0] for row in rows) == sorted(DAMAGE)
        assert {row.split("|")[1] for row in rows} == {"0"}


@pytest.mark.parametrize("rule", list(DAMAGE))
def test_what_breaks_a_rule_is_found(db: Connection, scene: Scene, rule: str) -> None:
    db.execute("set session_replication_role = replica")
    names = {name: getattr(scene, name) for name in ("formation", "division", "submission", "custom")}
    db.execute(DAMAGE[rule].format(**names).encode())
    assert rule in violations(db)
