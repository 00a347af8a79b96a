"""Mail, for admins: how it stands, what was given up, and trying that again."""

from dataclasses import asdict
from typing import Any

from app.api import finding
from app.api.paging import page, window
from app.api.schemas.mail import DeadLetterOut, MailOut, RetryIn
from app.api.schemas.notifications import Changed
from app.api.schemas.shapes import Paged, page_of
from app.api.subject import Subject
from app.commands import mail as commands
from app.identity import signed_in
from app.queries import mail

subject = Subject("mail", "Notices by mail: how they stand, and what was given up. For admins.")

NOTHING = {"is_mailing": False, "refusal": "off", "waiting": 0, "oldest_at": None, "sent_in_a_day": 0, "dead": 0}


@subject.get("/mail", MailOut)
def show_mail() -> dict[str, Any]:
    """How mail stands."""
    finding.for_admins()
    state = mail.state()
    return asdict(state) if state else NOTHING


@subject.get("/mail/dead-letters", page_of(DeadLetterOut), Paged)
def list_dead_letters(query: dict[str, Any]) -> dict[str, Any]:
    """Notices whose mail was given up, the newest first."""
    finding.for_admins()
    asked = window(query)
    return page(mail.dead_read_on(asked), asked, lambda letter: int(letter.notice.id))


@subject.post("/mail/retry", RetryIn, Changed)
def retry_mail(body: dict[str, Any]) -> dict[str, int]:
    """Have mail that was given up tried again."""
    finding.for_admins()
    return {"changed": commands.retry(body["ids"], signed_in().id)}
