"""Accounts, for admins; and new passwords, for teachers too."""

from dataclasses import asdict
from typing import Any

from flask import abort

from app import passwords, policy
from app.api import etags, finding
from app.api.paging import page, window
from app.api.schemas.people import NewPersonIn, PasswordOut, PeopleAsked, PersonEditIn, PersonOut, WholePersonOut
from app.api.schemas.shapes import page_of
from app.api.subject import Operation, Subject
from app.commands import people as commands
from app.commands.people import Facts
from app.forms.text import one_line
from app.identity import signed_in
from app.queries import directory
from app.queries.directory import Account, Wanted

subject = Subject("people", "Accounts, for admins; teachers give their students new passwords.")

FACTS = ("name", "role", "student_number", "email")
IS_ACTIVE = {"active": True, "switched_off": False}


@subject.get("/people", page_of(PersonOut), PeopleAsked)
def list_people(query: dict[str, Any]) -> dict[str, Any]:
    """Everybody with an account, the oldest first; for admins."""
    finding.for_admins()
    asked = window(query)
    wanted = Wanted(query.get("q", ""), query.get("role"), IS_ACTIVE.get(query["status"]))
    return page(directory.read_on(wanted, asked), asked)


@subject.post("/people", NewPersonIn, PasswordOut, status=201)
def create_person(body: dict[str, Any]) -> dict[str, Any]:
    """Add an account; for admins. Its first password is told once."""
    finding.for_admins()
    username, password = body.pop("username"), passwords.make_password()
    made = commands.create(username, _facts(body), passwords.make_first_hash(password), signed_in().id)
    return _told(finding.account(made), password)


@subject.get("/people/<key:user_id>", WholePersonOut, is_versioned=True)
def show_person(user_id: int) -> Any:
    """One account; for admins. Its ETag names the version that can be edited."""
    return _shown(user_id)


@subject.offer(Operation("PATCH", "/people/<key:user_id>", WholePersonOut, PersonEditIn, edits=True))
def edit_person(body: dict[str, Any], user_id: int) -> Any:
    """Change an account; what is not named stays. For admins. Needs If-Match."""
    account = finding.account(user_id)
    facts = _facts({name: body.get(name, getattr(account, name)) for name in FACTS})
    commands.edit(account.id, etags.asked(account.version), facts, signed_in().id)
    return _shown(user_id)


@subject.post("/people/<key:user_id>/deactivation")
def deactivate_person(user_id: int) -> None:
    """Switch an account off: nobody signs in with it, and neither its sessions nor its tokens count. For admins."""
    commands.deactivate(finding.account(user_id).id, signed_in().id)


@subject.post("/people/<key:user_id>/reactivation")
def reactivate_person(user_id: int) -> None:
    """Switch an account on again; for admins."""
    commands.reactivate(finding.account(user_id).id, signed_in().id)


@subject.post("/people/<key:user_id>/password-reset", gives=PasswordOut)
def reset_password(user_id: int) -> dict[str, Any]:
    """Give somebody a new password, told once: admins to everybody, teachers to their students."""
    account = directory.one(policy.may_reset_password(signed_in()), user_id) or abort(404)
    password = passwords.make_password()
    commands.reset_password(account.id, passwords.make_first_hash(password), signed_in().id)
    return _told(account, password)


def _facts(said: dict[str, Any]) -> Facts:
    return Facts(**{name: one_line(said[name]) for name in FACTS})


def _told(account: Account, password: str) -> dict[str, Any]:
    return {"id": account.id, "username": account.username, "password": password}


def _shown(user_id: int) -> Any:
    account = finding.account(user_id)
    more = {"courses": directory.places(account.id), "locks": directory.locks(account.username)}
    return {**asdict(account), **more}, 200, etags.of(account.version)
