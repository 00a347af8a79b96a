"""A real SMTP server on loopback, which keeps what it takes and answers as a test tells it."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from tests.serving import free_port

OK = "250 OK"


class PostOffice:
    """Takes mail. `answers`: what it says to a recipient instead of OK; `taking` is called before it answers it.

    `takes` is asked, with a session's number and how many messages it has carried, whether it takes one more.
    """

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.sender_answer = OK
        self.takes: Callable[[int, int], bool] = lambda _session, _messages: True
        self.sessions: list[Any] = []
        self.taking: Callable[[str], None] = lambda _message_id: None
        self.port = 0
        self.signed_in: list[bytes] = []

    @property
    def url(self) -> str:
        """Its SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def copies(self) -> Counter[str]:
        """How often each message came, by Message-ID."""
        return Counter(str(message["Message-ID"]) for message in self.taken)

    @property
    def recipients(self) -> list[str]:
        """Who got mail, in order of the alphabet, as often as they got it."""
        return sorted(str(message["To"].addresses[0].addr_spec) for message in self.taken)

    async def handle_MAIL(
        self, _server: Any, session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Whom mail is from."""
        if session not in self.sessions:
            self.sessions.append(session)
            session.messages = 0
        if not self.takes(self.sessions.index(session), session.messages):
            return "421 enough for now"
        envelope.mail_from = address
        return self.sender_answer

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """One recipient."""
        answer = self.answers.get(address, OK)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: Any, session: Any, envelope: Envelope) -> str:
        """The message, kept before it is answered."""
        session.messages += 1
        message = BytesParser(policy=default).parsebytes(cast(bytes, envelope.content))
        self.taken.append(message)
        self.taking(str(message["Message-ID"]))
        return OK

    def sign_in(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        """Ada, by her password."""
        assert isinstance(data, LoginPassword)
        self.signed_in.append(data.login)
        return AuthResult(success=data.password == b"p@ss/word", handled=False)


@contextmanager
def open_office(**options: Any) -> Iterator[PostOffice]:
    """One that is open, on a port of its own: the controller takes none that the system chooses."""
    office = PostOffice()
    office.port = free_port()
    controller = Controller(office, hostname="127.0.0.1", port=office.port, authenticator=office.sign_in, **options)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
