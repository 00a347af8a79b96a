"""Bytes → text: UTF-8, GB18030 and UTF-16 with their marks, and without one what the bytes can be."""

import codecs

from flask_babel import gettext as _

from app.rosters.table import Unreadable

UTF_8, UTF_16, GB18030 = "UTF-8", "UTF-16", "GB18030"

# Byte order mark → name and codec. Codecs that take the mark away themselves are not needed: it is cut off.
MARKS = (
    (codecs.BOM_UTF8, UTF_8, "utf-8"),
    (codecs.BOM_UTF16_LE, UTF_16, "utf-16-le"),
    (codecs.BOM_UTF16_BE, UTF_16, "utf-16-be"),
    (b"\x84\x31\x95\x33", GB18030, "gb18030"),
)
# UTF-8 first: hardly any other text happens to be UTF-8, while GB18030 takes almost everything.
WITHOUT_MARK = ((b"", UTF_8, "utf-8"), (b"", GB18030, "gb18030"))


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; raise Unreadable where the bytes are no text."""
    marked = [known for known in MARKS if data.startswith(known[0])]
    for mark, name, codec in marked or WITHOUT_MARK:
        try:
            return _only_text(data[len(mark) :].decode(codec)), name
        except UnicodeDecodeError:
            continue
    raise Unreadable(
        _("The characters cannot be read: this is neither UTF-8 nor GB18030. Save the list as “CSV UTF-8” or as .xlsx.")
    )


def _only_text(text: str) -> str:
    """The text, which a file that is none betrays by its NULs."""
    if "\0" in text:
        raise Unreadable(_("This is neither a workbook (.xlsx) nor text. Save the list as .xlsx or as “CSV UTF-8”."))
    return text
