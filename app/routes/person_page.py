"""The page of one person, as it is shown and, where something was refused, shown again."""

from collections.abc import Mapping

from flask import render_template

from app.forms.person import PersonForm
from app.identity import signed_in
from app.queries import audit, directory
from app.queries.directory import Account

NOTHING: Mapping[str, str] = {}


def show(
    account: Account, form: PersonForm | None = None, refusal: str | None = None, others: Mapping[str, str] = NOTHING
) -> str:
    """The account's facts, courses, locks and latest acts; the form as it is filled in, and why it was refused.

    `others`: what is stored in the fields that say something else, where somebody else was faster.
    """
    events, has_more = audit.page(audit.everywhere(account.id), 1)
    return render_template(
        "people/show.html",
        account=account,
        form=form or PersonForm.showing(account),
        places=directory.places(account.id),
        locks=directory.locks(account.username),
        events=events,
        has_more=has_more,
        zone=signed_in().time_zone or "UTC",
        refusal=refusal,
        others=others,
    )
