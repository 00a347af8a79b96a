"""Every door to teams, roles, tasks and hand-ins says of what does not exist that it does not, and changes nothing."""

from typing import Any

import psycopg
import pytest

from tests.clusters import Database
from tests.plans import add_work, one
from tests.teams import students_of

Connection = psycopg.Connection[Any]
CALLS = (
    "accept_invitation(0, {me})", "decline_invitation(0, {me})", "withdraw_invitation(0, {me}, true)",
    "resend_invitation(0, {me})", "create_team(0, 'New', {me}, {me}, true)", "rename_team(0, 'Other', {me}, true)",
    "request_confirmation(0, 'why', {me})", "request_dissolution(0, 'why', {me})", "request_leave(0, 'why', {me})",
    "escalate_leave(0, {me})", "withdraw_leave(0, {me})", "withdraw_dissolution(0, {me})",
    "decline_dissolution(0, 'why', {me})", "decide_leave(0, true, 'why', {me}, true)",
    "confirm_team(0, {me})", "reject_team(0, 'why', {me})", "dissolve_team(0, {me})",
    "lock_team_members(0, true, {me})", "transfer_leadership(0, {me}, {me}, true)",
    "place_student({work}, {me}, 0, {me})", "broadcast(0, 'Hello', {me})",
    "add_role(0, null, 'Tester', '', true, {me}, true)", "edit_role(0, 'Tester', '', true, {me}, true)",
    "remove_role(0, {me}, true)", "assign_role(0, 0, {me}, {me}, true)", "unassign_role(0, 0, {me}, {me}, true)",
    "add_task(0, 'Write', '', null, 'normal', null, {me}, true)",
    "edit_task(0, 'Write', '', null, 'normal', null, {me}, true)", "remove_task(0, {me}, true)",
    "report_progress(0, 50, '', {me})", "begin_submission(0, 0, {me})", "withdraw_submission(0, {me})",
    "review_submission(0, 'approved', '', {me})", "extend_stage(0, 0, '2040-01-01', 'ill', {me})",
    "revoke_extension(0, {me})", "undo_effects(0, {me})", "set_reminders(0, '{{1 h}}', {me})",
)  # fmt: skip


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.split("(")[0])
def test_what_does_not_exist_is_said_to_be_so(database: Database, db: Connection, call: str) -> None:
    work = add_work(db, students=1)
    me = students_of(db, work)[0]
    with database.connect("stageclock_app") as web, pytest.raises(psycopg.Error) as refused:
        web.execute(f"select stageclock.{call.format(work=work, me=me)}".encode())
    assert (refused.value.sqlstate, "There is no such" in str(refused.value)) == ("SC006", True), refused.value
    assert one(db, "select count(*) from audit_events") + one(db, "select count(*) from notifications") == 0
