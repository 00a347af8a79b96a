"""The demo's people: one admin, two teachers, thirty students."""

ADMIN = ("dora", "Dora Demo", None, "admin")
TEACHERS = (("lin", "林若溪 (Lin Ruoxi)", None, "teacher"), ("weber", "Anna Weber", None, "teacher"))

FAMILY = ("王", "李", "张", "刘", "陈", "杨", "黄", "赵", "周", "吴")
GIVEN = ("子涵", "雨桐", "浩然")


def students() -> list[tuple[str, str, str | None, str]]:
    """(username, name, student number, role) of thirty students; the username is the student number."""
    names = [family + given for given in GIVEN for family in FAMILY]
    return [(f"2026{n:04}", name, f"2026{n:04}", "student") for n, name in enumerate(names, start=1)]


# Whom to sign in as to see each side: an administrator, a teacher, a student.
SIGN_INS = (ADMIN, TEACHERS[0], students()[0])
