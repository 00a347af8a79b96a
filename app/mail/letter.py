"""A message as it is sent: rendered when it is, in its reader's language."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import urljoin

from flask import Flask, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from app import notice_words
from app.commands.mail import Claim
from app.errors import OperatorError
from app.languages import html_tag, match
from app.mail.lines import one_line
from app.queries.notifications import Notice

LONGEST_SUBJECT = 200  # characters
WIRE = SMTP.clone(cte_type="7bit")  # every server takes it
NOT_SET = "MAIL_FROM is not set: nothing is mailed. Set it to whom mail is from, such as stageclock@school.example."
BAD_FROM = (
    "MAIL_FROM is no address: it must look like stageclock@school.example or Stageclock <stageclock@school.example>."
)


@dataclass(frozen=True)
class Office:
    """Whence mail comes: the application that renders it, from whom it is, where its links lead, in which language."""

    app: Flask
    sender: Address
    public_url: str
    language: str = "en"

    @contextmanager
    def desk(self, locale: str | None) -> Iterator[None]:
        """Where a message can be written: addresses are those of PUBLIC_URL, words those of the reader."""
        with self.app.test_request_context(base_url=self.public_url), force_locale(match(locale) or self._fallback):
            yield

    @property
    def _fallback(self) -> str:
        return match(self.language) or "en"


def read_sender(written: str) -> Address:
    """Whom MAIL_FROM names; raise OperatorError where it names nobody."""
    if not written:
        raise OperatorError(NOT_SET)
    name, address = parseaddr(written)
    try:
        return mailbox(name, address)
    except ValueError:
        raise OperatorError(BAD_FROM) from None


def mailbox(name: str, address: str) -> Address:
    """A name and an address as headers take them; raise ValueError where mail cannot be sent there."""
    if not address.isascii() or "@" not in address:
        raise ValueError(f"{address!r} is no address that mail can be sent to")
    try:
        return Address(display_name=one_line(name), addr_spec=address)
    except Exception:  # the standard library's parser fails in many ways at what is no address
        raise ValueError(f"{address!r} is no address that mail can be sent to") from None


def write(office: Office, claimed: Claim) -> tuple[str, bytes]:
    """To which address, and the whole message; raise ValueError where there is no such address."""
    reader = mailbox(claimed.name, claimed.email)
    locale = match(claimed.locale) or match(office.language) or "en"
    with office.desk(locale):
        message = _compose(office, claimed, reader)
    message["Content-Language"] = html_tag(locale)
    return reader.addr_spec, message.as_bytes(policy=WIRE)


def _compose(office: Office, claimed: Claim, reader: Address) -> EmailMessage:
    notice = Notice(
        claimed.notification_id, claimed.kind, claimed.params, None, claimed.created_at,
        claimed.assignment_id, claimed.title, claimed.time_zone,
    )  # fmt: skip
    said = notice_words.headline(notice).striptags()
    choices = url_for("account.edit_mail", _external=True)
    message = EmailMessage(policy=WIRE)
    message["From"] = office.sender
    message["To"] = reader
    message["Subject"] = _subject(notice.title, said)
    message["Date"] = format_datetime(claimed.created_at)
    message["Message-ID"] = f"<notice-{claimed.notification_id}.{claimed.home}@{office.sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<{choices}>"
    message.set_content("\n\n".join([*_text(notice, said), f"-- \n{_footer(choices)}"]) + "\n")
    return message


def _subject(title: str | None, said: str) -> str:
    whole = one_line(_("%(name)s: %(what)s", name=title, what=said) if title else said)
    return whole if len(whole) <= LONGEST_SUBJECT else f"{whole[: LONGEST_SUBJECT - 1]}…"


def _text(notice: Notice, said: str) -> list[str]:
    parts = [said, notice_words.body(notice)]
    if notice.assignment_id:
        address = urljoin(request.host_url, notice_words.address(notice))
        parts.append(_("%(name)s: %(what)s", name=notice.title, what=address))
    return [part for part in parts if part]


def _footer(choices: str) -> str:
    return str(_("You get this from Stageclock because it concerns you. Choose what you are mailed: %(address)s")) % {
        "address": choices
    }
