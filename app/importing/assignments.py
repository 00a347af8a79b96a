"""Course work and the teachers who manage it."""

from app.importing.people import COURSES, TIME_ZONE, USERS
from app.importing.transfer import Kind, Transfer, Values
from app.importing.values import Refused, Row, flag, instant, prose, whole, window, word

ASSIGNMENTS = Kind("major_assignment", "assignments")
MANAGERS = Kind("major_assignment_teachers", "assignment_teachers", ("major_assignment_id", "teacher_id"))
CREATORS = Kind("major_assignment.creator_id", "assignment_teachers", ("major_assignment_id", "teacher_id"))

LEAST, MOST = 2, 5  # TG-EDU's own team sizes where it kept none

MANAGED = "select assignment_id, user_id from assignment_teachers where assignment_id = any (%s)"


def bring_assignments(transfer: Transfer) -> None:
    """Course work, published where it is active in TG-EDU and archived where not; paused where it shall wait."""
    courses = transfer.register(COURSES)

    def build(row: Row) -> Values:
        course_id = courses.resolve(row["class_id"])
        starts_at, ends_at = window(row)
        least, most = team_sizes(row)
        return {
            "course_id": course_id,
            "title": word(row, "title"),
            "description": prose(row, "description"),
            "time_zone": TIME_ZONE,
            "min_team_size": least,
            "max_team_size": most,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "state": "published" if flag(row, "is_active") else "archived",
            "paused_at": transfer.now if transfer.hold else None,
            "created_at": instant(row, "created_at") or transfer.now,
            "created_by": transfer.named(ASSIGNMENTS, row["id"], "creator_id", row["creator_id"]),
        }

    transfer.bring(ASSIGNMENTS, transfer.store.rows("major_assignment"), build)


def team_sizes(row: Row) -> tuple[int, int]:
    """The least and the most members of a team; refuse where they contradict each other."""
    least, most = whole(row, "min_team_size", LEAST), whole(row, "max_team_size", MOST)
    if least > most:
        raise Refused(f"its teams have at least {least} members but at most {most}")
    return least, most


def bring_managers(transfer: Transfer) -> None:
    """Managing teachers; the creator manages too in TG-EDU, and becomes one where the list leaves him out."""
    assignments, users = transfer.register(ASSIGNMENTS), transfer.register(USERS)
    managed = {(a, u) for a, u in transfer.connection.execute(MANAGED, [list(assignments.here.values())])}

    def build(row: Row) -> Values:
        pair = assignments.resolve(row["major_assignment_id"]), users.resolve(row["teacher_id"])
        if pair in managed:
            raise Refused("this person manages that course work already")
        managed.add(pair)
        return {"assignment_id": pair[0], "user_id": pair[1], "created_at": instant(row, "created_at") or transfer.now}

    listed = transfer.store.rows("major_assignment_teachers")
    transfer.bring(MANAGERS, listed, build)
    transfer.bring(CREATORS, unlisted_creators(transfer, listed), build)


def unlisted_creators(transfer: Transfer, listed: list[Row]) -> list[Row]:
    """Creators who are brought, with their course work, and do not stand among its managing teachers."""
    assignments, users = transfer.register(ASSIGNMENTS).here, transfer.register(USERS).here
    pairs = {(str(row["major_assignment_id"]), str(row["teacher_id"])) for row in listed}
    return [
        {"major_assignment_id": row["id"], "teacher_id": row["creator_id"], "created_at": row["created_at"]}
        for row in transfer.store.rows("major_assignment")
        if (str(row["id"]), str(row["creator_id"])) not in pairs
        and str(row["id"]) in assignments
        and str(row["creator_id"]) in users
    ]
