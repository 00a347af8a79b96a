"""People, for administrators: the list, one of them, switching off and on; and new passwords, for teachers too."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import passwords, policy
from app.commands import people as commands
from app.errors import Refused
from app.forms.person import DirectoryFilter, NewPersonForm, PersonForm
from app.identity import signed_in
from app.queries import directory
from app.queries.directory import Account
from app.routes import person_page
from app.routes.by_hand import sentence_of
from app.routes.paging import page_asked
from app.safe_next import safe_next

blueprint = Blueprint("people", __name__, url_prefix="/people")

STALE = "SC011"


@blueprint.get("")
def index() -> ResponseReturnValue:
    _for_admins()
    form, page = DirectoryFilter(request.args), page_asked()
    found, has_more = directory.listed(form.wanted, page)
    return render_template("people/index.html", people=found, form=form, page=page, has_more=has_more)


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    _for_admins()
    return render_template("people/new.html", form=NewPersonForm(role="student"))


@blueprint.post("")
def create() -> ResponseReturnValue:
    _for_admins()
    form, password = NewPersonForm(), passwords.make_password()
    if not form.validate():
        return render_template("people/new.html", form=form), 422
    try:
        person_id = commands.create(form.username.data, form.facts, passwords.make_hash(password), signed_in().id)
    except Refused as refused:
        return _new_again(form, refused), refused.status
    account = _find(person_id)
    back = url_for("people.show", person_id=account.id)
    return render_template("people/password.html", account=account, password=password, back=back, is_new=True)


@blueprint.get("/<key:person_id>")
def show(person_id: int) -> ResponseReturnValue:
    return person_page.show(_find(person_id))


@blueprint.post("/<key:person_id>")
def update(person_id: int) -> ResponseReturnValue:
    account, form = _find(person_id), PersonForm()
    if not form.validate():
        return person_page.show(account, form), 422
    try:
        is_changed = commands.edit(account.id, form.shown_version, form.facts, signed_in().id)
    except Refused as refused:
        return _refused(account, form, refused), refused.status
    return _to(account, _("The account is changed.") if is_changed else _("Everything is as it was."))


@blueprint.post("/<key:person_id>/deactivation")
def deactivate(person_id: int) -> ResponseReturnValue:
    account = _find(person_id)
    return _act(account, commands.deactivate, _("%(name)s is switched off and signed out.", name=account.name))


@blueprint.post("/<key:person_id>/reactivation")
def reactivate(person_id: int) -> ResponseReturnValue:
    account = _find(person_id)
    return _act(account, commands.reactivate, _("%(name)s can sign in again.", name=account.name))


@blueprint.get("/<key:person_id>/password-reset")
def confirm_password_reset(person_id: int) -> ResponseReturnValue:
    account = _in_need(person_id)
    return render_template("people/reset.html", account=account, back=_back(account))


@blueprint.post("/<key:person_id>/password-reset")
def reset_password(person_id: int) -> ResponseReturnValue:
    account, password = _in_need(person_id), passwords.make_password()
    try:
        commands.reset_password(account.id, passwords.make_hash(password), signed_in().id)
    except Refused as refused:
        said = sentence_of(refused)
        return render_template("people/reset.html", account=account, back=_back(account), refusal=said), refused.status
    return render_template("people/password.html", account=account, password=password, back=_back(account))


def _for_admins() -> None:
    """404 for everybody else."""
    if not policy.may_administer(signed_in()):
        abort(404)


def _find(person_id: int) -> Account:
    return directory.one(policy.accounts(signed_in()), person_id) or abort(404)


def _in_need(person_id: int) -> Account:
    """Somebody to whom the reader may give a new password: teachers to their students too."""
    return directory.one(policy.may_reset_password(signed_in()), person_id) or abort(404)


def _back(account: Account) -> str:
    """Where the reader came from; admins look at accounts, teachers at their class lists."""
    is_admin = policy.may_administer(signed_in())
    home = url_for("people.show", person_id=account.id) if is_admin else url_for("assignments.index")
    return safe_next(request.args.get("next"), otherwise=home)


def _new_again(form: NewPersonForm, refused: Refused) -> str:
    sentence = sentence_of(refused)
    refusal = None if form.takes(refused, sentence) else sentence
    return render_template("people/new.html", form=form, refusal=refusal)


def _refused(account: Account, form: PersonForm, refused: Refused) -> str:
    """The form with all that was typed; where somebody else was faster, with what is stored now beside it."""
    sentence = sentence_of(refused)
    if refused.sqlstate != STALE:
        return person_page.show(account, form, None if form.takes(refused, sentence) else sentence)
    stored = _find(account.id)
    form.take_for_known(stored)
    return person_page.show(stored, form, sentence, form.others(stored))


def _act(account: Account, command: Callable[[int, int], None], said: str) -> ResponseReturnValue:
    try:
        command(account.id, signed_in().id)
    except Refused as refused:
        return person_page.show(account, refusal=sentence_of(refused)), refused.status
    return _to(account, said)


def _to(account: Account, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("people.show", person_id=account.id), 303)
