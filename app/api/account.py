"""One's own account: who asks, in which language they read, and what they are mailed."""

from dataclasses import asdict
from typing import Any

from flask import g

from app.api.schemas.account import AccountOut, LanguageIn, MailChoiceIn, MailChoiceOut
from app.api.subject import Operation, Subject
from app.commands import mail as commands
from app.commands import users
from app.identity import signed_in
from app.models.types import MailTopic
from app.queries import directory, mail

subject = Subject("account", "Your own account.")


@subject.get("/account", AccountOut)
def show_account() -> dict[str, Any]:
    """Who you are, and what the token that you show may do."""
    return _shown()


@subject.offer(Operation("PUT", "/account/language", AccountOut, LanguageIn))
def choose_language(body: dict[str, str]) -> dict[str, Any]:
    """Choose the language in which you read pages and mail. Answers to programs are in that of Accept-Language."""
    users.choose_locale(signed_in().id, body["locale"])
    return {**_shown(), "locale": body["locale"]}


@subject.get("/account/mail", MailChoiceOut)
def show_mail_choice() -> dict[str, Any]:
    """What you are mailed about."""
    return _choice()


@subject.offer(Operation("PUT", "/account/mail", MailChoiceOut, MailChoiceIn))
def choose_mail(body: dict[str, Any]) -> dict[str, Any]:
    """Choose what you are mailed about; it counts for what has not been mailed yet, too."""
    commands.choose(signed_in().id, [topic for topic in MailTopic if topic not in body["topics"]])
    return _choice()


def _shown() -> dict[str, Any]:
    me = signed_in()
    return {**asdict(directory.own(me.id)), **asdict(me), "token_scope": g.token_scope}


def _choice() -> dict[str, Any]:
    email, unwanted = mail.unmailed(signed_in().id)
    wanted = [topic for topic in MailTopic if topic not in unwanted]
    return {"email": email, "is_mailing": mail.is_mailing(), "topics": wanted}
