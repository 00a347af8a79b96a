"""What a file is by its first bytes, whatever its name says."""

from flask_babel import gettext as _

from app.rosters.table import Unreadable

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF = b"%PDF"
# What Excel calls the stream in which it keeps an encrypted workbook (MS-OFFCRYPTO 2.3.4).
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def is_workbook(data: bytes) -> bool:
    """Whether it is to be read as .xlsx rather than as text; raise Unreadable for what is known to be neither."""
    if data.startswith(OLE):
        raise Unreadable(_protected() if ENCRYPTED in data else _old())
    if data.startswith(PDF):
        raise Unreadable(_("This is a PDF, whatever its name. Save the list as .xlsx or as “CSV UTF-8”."))
    return data.startswith(ZIP)


def refuse_web_page(text: str) -> None:
    """Raise Unreadable for what many systems call .xls: a table in a web page, or an old XML workbook."""
    if text.lstrip().startswith("<"):
        raise Unreadable(
            _("This is a web page or XML, whatever its name. Open it in a spreadsheet program and save it as .xlsx.")
        )


def _protected() -> str:
    return str(_("This workbook is protected by a password. Save it without one and upload it again."))


def _old() -> str:
    return str(_("This is an old Excel file (.xls), whatever its name. Open it and save it as .xlsx."))
