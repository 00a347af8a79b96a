"""The SMTP server that takes our mail: how SMTP_URL names it, and what it answers."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from app.errors import OperatorError
from app.mail.lines import one_line

PATIENCE = 30.0  # seconds for each answer: a whole message takes less than the lease of its claim
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
GOING_AWAY = 421  # the one reply after which a server hangs up (RFC 5321, 3.8)

NOT_SET = "SMTP_URL is not set: nothing is mailed. Set it, for example to smtp+starttls://user:password@mail.school.example:587."
BAD_URL = (
    "SMTP_URL cannot be read: it must look like smtp://host:25, smtp+starttls://user:password@host:587 or "
    "smtps://user:password@host:465, with what is special in user and password percent-encoded."
)


class Away(Exception):
    """The server cannot be reached, or takes nothing from us: `str()` says why, without what we signed in with."""


class Refused(Exception):
    """The server does not take this message: `str()` is its answer; `for_good` where it will not later either."""

    def __init__(self, code: int, answer: bytes) -> None:
        super().__init__(_reply(code, answer))
        self.for_good = code >= 500


@dataclass(frozen=True)
class Server:
    """What SMTP_URL says. `security` is its scheme: smtp (none), smtp+starttls, smtps."""

    security: str
    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """Host and port, for people."""
        return f"{self.host}:{self.port}"


def read(url: str) -> Server:
    """The server of an address; raise OperatorError, which never repeats the address, where there is none."""
    if not url:
        raise OperatorError(NOT_SET)
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, parts.hostname, parts.port
        (host or "").encode("idna")
    except ValueError:
        raise OperatorError(BAD_URL) from None
    is_more = parts.path.strip("/") or parts.query or (parts.password and not parts.username)
    if scheme not in PORTS or not host or is_more:
        raise OperatorError(BAD_URL)
    user, password = (unquote(part) if part is not None else None for part in (parts.username, parts.password))
    if not f"{user}{password}".isascii():
        raise OperatorError(BAD_URL)
    return Server(scheme, host, port or PORTS[scheme], user, password)


class Line:
    """An open connection: `begin` and `send` for each message."""

    def __init__(self, client: smtplib.SMTP, server: Server) -> None:
        self._client = client
        self._server = server

    def begin(self, sender: str) -> None:
        """Announce a message before it is known which: what the server has against us costs no message. Raise Away."""
        with _trouble(self._server):
            self._client.rset()
            code, answer = self._client.mail(sender)
        if code != 250:
            raise Away(f"The mail server {self._server.name} takes nothing from {sender}: {_reply(code, answer)}")

    def send(self, recipient: str, message: bytes) -> None:
        """Hand over the message that was announced; raise Refused where it is not taken, Away where nobody knows."""
        with _trouble(self._server):
            code, answer = self._client.rcpt(recipient)
            if code in {250, 251}:
                try:
                    code, answer = self._client.data(message)
                except smtplib.SMTPDataError as error:
                    code, answer = error.smtp_code, _bytes(error.smtp_error)
        if code == GOING_AWAY:
            raise Away(f"The mail server {self._server.name} hangs up: {_reply(code, answer)}")
        if code not in {250, 251}:
            raise Refused(code, answer)


@contextmanager
def line_to(server: Server) -> Iterator[Line]:
    """A connection, signed in where SMTP_URL says so; raise Away where it cannot be had."""
    with _trouble(server):
        client = _connect(server)
    try:
        with _trouble(server):
            _secure_and_sign_in(client, server)
        yield Line(client, server)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            client.quit()
        client.close()


def _connect(server: Server) -> smtplib.SMTP:
    if server.security == "smtps":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=ssl.create_default_context())
    return smtplib.SMTP(server.host, server.port, timeout=PATIENCE)


def _secure_and_sign_in(client: smtplib.SMTP, server: Server) -> None:
    client.ehlo_or_helo_if_needed()
    if server.security == "smtp+starttls":
        client.starttls(context=ssl.create_default_context())
    if server.user is not None:
        client.login(server.user, server.password or "")


@contextmanager
def _trouble(server: Server) -> Iterator[None]:
    """Whatever goes wrong between us and the server, as Away."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        said = _reply(error.smtp_code, _bytes(error.smtp_error))
        raise Away(f"The mail server {server.name} turns us away: {said}") from None
    except (OSError, smtplib.SMTPException) as error:
        raise Away(f"The mail server {server.name} cannot be used: {error or type(error).__name__}") from None


def _reply(code: int, answer: bytes) -> str:
    """An answer in one line, without what no column and no terminal should be given."""
    return one_line(f"{code} {answer.decode(errors='replace')}")


def _bytes(answer: bytes | str) -> bytes:
    return answer if isinstance(answer, bytes) else answer.encode()
