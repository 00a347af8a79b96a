"""Users, courses (TG-EDU's classes) and who is in them."""

from app.errors import OperatorError
from app.importing.transfer import OTHER_ROW, Kind, Transfer, Values
from app.importing.unique import Claims, taken
from app.importing.values import Refused, Row, flag, instant, optional_word, shown, storable, word

TIME_ZONE = "Asia/Shanghai"  # where TG-EDU's classes live; it knows no other

USERS = Kind("user", "users")
COURSES = Kind("class", "courses")
TEACHERS = Kind("class_teacher", "enrollments", ("class_id", "teacher_id"), None)
STUDENTS = Kind("class_student", "enrollments", ("class_id", "student_id"), None)

ROLES = {"super_admin": "admin", "teacher": "teacher", "student": "student"}

# `lower` is PostgreSQL's, as in the index that keeps usernames apart: Python's differs in a few letters.
USERNAMES = """
select x.word, lower(x.word), exists (select from users u where lower(u.username) = lower(x.word))
from unnest(%s::text[]) x (word)
"""
NUMBERS = "select u.student_number, u.student_number, true from users u where u.student_number = any (%s)"
CODES = "select c.code, c.code, true from courses c where c.code = any (%s)"
PLACES = "select course_id, user_id from enrollments where course_id = any (%s)"


def bring_users(transfer: Transfer) -> None:
    """Everybody; a name or number that somebody here has already is refused, never merged with that account."""
    rows = transfer.store.rows("user")
    refuse_another_store(transfer, rows)
    fresh = [row for row in rows if not transfer.register(USERS).knows(USERS.source_id(row))]
    usernames = Claims("username", *taken(transfer.connection, USERNAMES, fresh, "username"))
    numbers = Claims("student_id", *taken(transfer.connection, NUMBERS, fresh, "student_id"))

    def build(row: Row) -> Values:
        values = user_values(transfer, row)
        claim_names(usernames, numbers, row, values)
        return values

    transfer.bring(USERS, rows, build)


def user_values(transfer: Transfer, row: Row) -> Values:
    """One user. The password hash is kept: sign-in knows it and replaces it by a stronger one."""
    if row["role"] not in ROLES:
        raise Refused(f"its role {shown(row['role'])} is unknown")
    return {
        "username": word(row, "username"),
        "name": word(row, "real_name"),
        "student_number": optional_word(row, "student_id"),
        "password_hash": storable(row["password_hash"], "password_hash"),
        "role": ROLES[row["role"]],
        "is_active": flag(row, "is_active"),
        "must_change_password": flag(row, "must_change_password"),
        "created_at": instant(row, "created_at") or transfer.now,
    }


def claim_names(usernames: Claims, numbers: Claims, row: Row, values: Values) -> None:
    """Claim both or neither, so that a refused user does not keep a number from the next."""
    usernames.check(values["username"])
    if values["student_number"] is not None:
        numbers.check(values["student_number"])
        numbers.claim(values["student_number"], row["id"])
    usernames.claim(values["username"], row["id"])


def refuse_another_store(transfer: Transfer, rows: list[Row]) -> None:
    """Keys of two TG-EDU stores would be taken for each other: refuse where no user known here was born as there."""
    born = transfer.register(USERS).born
    known = [row for row in rows if USERS.source_id(row) in born]
    if known and all(is_stranger(transfer, row) for row in known):
        first = known[0]
        raise OperatorError(
            f"This is not the TG-EDU store that was imported here before: its user {first['id']} "
            f"({shown(first['username'])}) is another person than the one imported with that key. Nothing was "
            "imported; a Stageclock database takes one TG-EDU store, so give this one a database of its own."
        )


def is_stranger(transfer: Transfer, row: Row) -> bool:
    """Whether another person has this key: by the time of birth, which nobody edits."""
    try:
        transfer.check_birth(USERS, row)
    except Refused as refusal:
        return str(refusal) == OTHER_ROW
    return False


def bring_courses(transfer: Transfer) -> None:
    """Classes become courses. TG-EDU's `grade` is the year in which the class began, not a term: it stays behind."""
    rows = transfer.store.rows("class")
    fresh = [row for row in rows if not transfer.register(COURSES).knows(COURSES.source_id(row))]
    codes = Claims("code", *taken(transfer.connection, CODES, fresh, "code"))

    def build(row: Row) -> Values:
        values: Values = {
            "code": word(row, "code"),
            "name": word(row, "name"),
            "time_zone": TIME_ZONE,
            "archived_at": None if flag(row, "is_active") else transfer.now,
            "created_at": instant(row, "created_at") or transfer.now,
        }
        codes.check(values["code"])
        codes.claim(values["code"], row["id"])
        return values

    transfer.bring(COURSES, rows, build)


def bring_enrollments(transfer: Transfer) -> None:
    """Teachers first: who is both in one class stays its teacher."""
    courses, users = transfer.register(COURSES), transfer.register(USERS)
    filled = {(c, u) for c, u in transfer.connection.execute(PLACES, [list(courses.here.values())])}
    for kind, role in ((TEACHERS, "teacher"), (STUDENTS, "student")):

        def build(row: Row, kind: Kind = kind, role: str = role) -> Values:
            place = courses.resolve(row[kind.key[0]]), users.resolve(row[kind.key[1]])
            if place in filled:
                raise Refused("this person has a place in that course already")
            filled.add(place)
            return {"course_id": place[0], "user_id": place[1], "role": role, "created_at": transfer.now}

        transfer.bring(kind, transfer.store.rows(kind.source_table), build)
