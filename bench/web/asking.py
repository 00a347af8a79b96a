"""What people and programs ask for, as requests on the wire, and the bare hello's that stand beside them."""

from dataclasses import dataclass

from app.access_tokens import PREFIX
from bench.web.classes import Class, Keys
from bench.web.load import message

FILE_MB = 5
BOUNDARY = "stageclock-bench"


@dataclass(frozen=True)
class Asked:
    """One kind of request: ours, the bare one beside it, how many times as long it may take, its weight."""

    name: str
    messages: list[bytes]
    beside: bytes
    at_most: float | None = None
    weight: int = 1  # a round has so many times fewer of them


def requests_of(a_class: Class, keys: dict[str, Keys]) -> list[Asked]:
    """The four kinds that are measured."""
    students, teacher = keys["student"], keys["teacher"]
    assert teacher.access_token.startswith(PREFIX)
    hello = message("/", {})
    body = a_file()
    return [
        Asked("student page", [message("/", {"Cookie": each}) for each in students.cookies], hello, at_most=8),
        Asked("teacher dashboard", [message("/dashboard", {"Cookie": teacher.cookies[0]})], hello),
        Asked(
            "API list of course work",
            [message("/api/v1/assignments", {"Authorization": f"Bearer {teacher.access_token}"})], hello,
        ),
        Asked(
            f"hand-in of {FILE_MB} MB", [hand_in(a_class, keys["student"], number, body) for number in range(4)],
            message("/", {"Content-Type": "application/pdf"}, body), weight=20,
        ),
    ]  # fmt: skip


def hand_in(a_class: Class, keys: Keys, number: int, body: bytes) -> bytes:
    """The form with one file, from every fourth student: each of another team."""
    which = 4 * number % len(keys.cookies)
    headers = {
        "Cookie": keys.cookies[which],
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "X-CSRFToken": keys.form_tokens[which],
    }
    return message(f"/stages/{a_class.stage}/submissions", headers, body)


def a_file() -> bytes:
    """A body with one PDF of FILE_MB."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="report.pdf"\r\n'
    content = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n".ljust(FILE_MB * 1_000_000, b" ")
    return f"{head}Content-Type: application/pdf\r\n\r\n".encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
