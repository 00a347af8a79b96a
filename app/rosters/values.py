"""One cell → the value of one field, or why it cannot be one and what to do; row and field are named by who asks."""

import re
import unicodedata

from flask_babel import gettext as _

from app.rosters.table import Cell, Kind

# How long a value may be, in characters, as for any account; mail goes to addresses of at most 254 (RFC 5321).
LONGEST = {"student_number": 60, "name": 200, "email": 254, "username": 200}

NUMBER = re.compile(r"[^\W_](?:[\w./-]*[^\W_])?")
WHOLE = re.compile(r"(\d+)\.0+")  # what a table of numbers makes of 20260001
SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d+")  # what a spreadsheet writes into CSV for long numbers
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
USERNAME = re.compile(r"\S+")
# Control characters, halves of characters, line ends, and what turns the direction of writing round.
FORBIDDEN = {"Cc", "Cs", "Zl", "Zp"}
TURNS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class WrongValue(ValueError):
    """A value that cannot be; `str()` says why and what to do."""


def read(field: str, cell: Cell, *, required: bool) -> str | None:
    """The value, None where the cell is empty and may be; raise WrongValue."""
    _refuse_kind(cell)
    if not cell.text and required:
        raise WrongValue(_("it is empty: fill it in, or remove the row."))
    if any(unicodedata.category(c) in FORBIDDEN or c in TURNS for c in cell.text):
        raise WrongValue(_("it has a control character or a line break in it: type it again."))
    if len(cell.text) > LONGEST[field]:
        raise WrongValue(_("use at most %(max)s characters.", max=LONGEST[field]))
    return READERS[field](cell.text) if cell.text else None


def _refuse_kind(cell: Cell) -> None:
    if cell.kind is Kind.FORMULA or cell.text.startswith("="):
        raise WrongValue(_("there is a formula: paste its values in its place."))
    if cell.kind is Kind.ROUNDED or SCIENTIFIC.fullmatch(cell.text):
        raise WrongValue(_rounded())
    if cell.kind is Kind.DATE:
        raise WrongValue(_("the spreadsheet has made a date of it: format the column as text and type it again."))
    if cell.kind in {Kind.TRUTH, Kind.ERROR}:
        raise WrongValue(_("%(text)s is no value for it: type it as text.", text=cell.text[:20]))


def _rounded() -> str:
    return str(
        _("the spreadsheet has rounded this number, or it has a fraction: format the column as text and type it again.")
    )


def _student_number(text: str) -> str:
    """20260001, 20260001.0 and full-width ２０２６０００１ are the same."""
    number = unicodedata.normalize("NFKC", text)
    whole = WHOLE.fullmatch(number)
    number = whole[1] if whole else number
    if not NUMBER.fullmatch(number):
        raise WrongValue(_("“%(text)s” is no student number: use letters and digits, with - . / _ between.", text=text))
    return number


def _name(text: str) -> str:
    if not any(c.isalpha() for c in text):
        raise WrongValue(_("“%(text)s” has no letter in it: type a name.", text=text))
    return " ".join(text.split())


def _email(text: str) -> str:
    if not EMAIL.fullmatch(text):
        raise WrongValue(_("“%(text)s” is no email address: type one such as li@example.org, or none.", text=text))
    return text


def _username(text: str) -> str:
    """As a student number: where a spreadsheet knows no better, it is one."""
    name = unicodedata.normalize("NFKC", text)
    whole = WHOLE.fullmatch(name)
    if not USERNAME.fullmatch(name):
        raise WrongValue(_("“%(text)s” has a space in it: a username has none.", text=text))
    return whole[1] if whole else name


READERS = {"student_number": _student_number, "name": _name, "email": _email, "username": _username}
