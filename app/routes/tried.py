"""What was tried in one of the forms of a page, so that it is said there why it was refused, and nothing is lost."""

from dataclasses import dataclass

from flask import request

from app.forms.by_hand import ReasonForm
from app.forms.text import one_line


@dataclass(frozen=True)
class Tried:
    """In which form (`part`, of the row `key`), what was typed there, and why nothing was done."""

    part: str
    key: int = 0
    typed: str = ""
    sentence: str = ""


def reason_sent(part: str, key: int = 0) -> Tried:
    """What was typed as the reason, with what is wrong with it, if anything."""
    form = ReasonForm()
    form.validate()
    return Tried(part, key, form.reason.data, " ".join(form.reason.errors))


def name_sent(part: str) -> Tried:
    """What was typed as a name."""
    return Tried(part, typed=one_line(request.form.get("name")))


def key_sent(name: str) -> int:
    """A row's key out of a form; 0, which is nobody's, where it is none."""
    key = request.form.get(name, 0, type=int)
    return key if 0 < key < 2**63 else 0
