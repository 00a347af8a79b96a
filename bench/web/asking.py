"""What people and programs ask for, as requests on the wire, and the bare hello's that stand beside them."""

from dataclasses import dataclass

from bench.sessions import form_token
from bench.web.classes import Class, Keys
from bench.web.load import message

FILE_MB = 5
PAGE = "student page"
BOUNDARY = "stageclock-bench"


@dataclass(frozen=True)
class Asked:
    """One kind of request: ours, the bare one beside it, how many times as long it may take, or does; its weight."""

    name: str
    messages: list[bytes]
    beside: bytes
    at_most: float | None = None
    known_up_to: float | None = None
    weight: int = 1  # a round has so many times fewer of them


def requests_of(a_class: Class, keys: Keys) -> list[Asked]:
    """The four kinds that are measured."""
    hello, body = message("/", {}), a_file()
    pages = [message("/", {"Cookie": each}) for each in keys.students]
    program = {"Authorization": f"Bearer {keys.token}"}
    uploads = [hand_in(a_class, cookie, body) for cookie in keys.students[::4]]  # each of another team
    swallowed = message("/", {"Content-Type": "application/pdf"}, body)
    return [
        Asked(PAGE, pages, hello, at_most=8, known_up_to=20),
        Asked("teacher dashboard", [message("/dashboard", {"Cookie": keys.teacher})], hello),
        Asked("API list of course work", [message("/api/v1/assignments", program)], hello),
        Asked(f"hand-in of {FILE_MB} MB", uploads, swallowed, weight=20),
    ]


def hand_in(a_class: Class, cookie: str, body: bytes) -> bytes:
    """The form with one file."""
    headers = {
        "Cookie": cookie,
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "X-CSRFToken": form_token(),
    }
    return message(f"/stages/{a_class.stage}/submissions", headers, body)


def a_file() -> bytes:
    """A body with one PDF of FILE_MB."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="report.pdf"\r\n'
    content = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n".ljust(FILE_MB * 1_000_000, b" ")
    return f"{head}Content-Type: application/pdf\r\n\r\n".encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
