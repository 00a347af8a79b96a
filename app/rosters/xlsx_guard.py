"""Refuse, before it is read, a workbook that would fill the memory or keep the server busy for long."""

from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile, ZipInfo

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring, iterparse  # type: ignore[import-untyped]
from flask_babel import gettext as _

from app.rosters.table import Unreadable

# A workbook with 5,000 students unpacks to about 2 MB; the parts of the largest ones are some hundred.
MOST_BYTES, MOST_PARTS = 60_000_000, 2_000
# Sheets are read as a stream. Whatever else there is may be held as a whole, which costs a hundredfold: the texts
# of 5,000 students take about 1 MB, and a list of relations or of types some kilobytes.
STREAMED = "xl/worksheets/"
MOST_BYTES_HELD, MOST_BYTES_LISTED = 3_000_000, 200_000
# Time is taken by elements more than by bytes: those of texts (two or three a text, four texts a student), and the
# dearer ones of all other parts together, each of which takes some 30 microseconds.
MOST_ELEMENTS_OF_TEXTS, MOST_ELEMENTS = 100_000, 20_000
TYPES, RELATIONS, TEXTS = "[Content_Types].xml", ".rels", "strings.xml"
SHEET_TYPE, TEXTS_TYPE = "worksheet+xml", "sharedStrings+xml"


def refuse_bomb(data: bytes) -> None:
    """Raise Unreadable for what unpacks to too much. zipfile never unpacks more of a part than was declared."""
    try:
        archive = ZipFile(BytesIO(data))
    except (BadZipFile, ValueError, OSError):
        raise Unreadable(_("This file is damaged: save it as .xlsx once more and upload it again.")) from None
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise too_much()
    if any(part.file_size > MOST_BYTES_LISTED for part in parts if part.filename.endswith((TYPES, RELATIONS))):
        raise too_much()
    _refuse_what_is_held(archive, list(_declared(archive)))


def too_much() -> Unreadable:
    """The refusal of a workbook that is larger than any class list, or says that it is."""
    return Unreadable(
        _("This workbook unpacks to more than a class list needs. Copy the list into a new workbook and save that.")
    )


def _declared(archive: ZipFile) -> Iterator[tuple[str, str]]:
    """Part and type, as the workbook pairs them; the reader takes off the first character, whichever it is."""
    for element in fromstring(archive.read(TYPES)):
        if element.tag.rpartition("}")[2] == "Override":
            yield element.get("PartName", "")[1:], element.get("ContentType", "")


def _refuse_what_is_held(archive: ZipFile, declared: list[tuple[str, str]]) -> None:
    texts = [part for part, kind in declared if kind.endswith(TEXTS_TYPE)]
    if len(texts) > 1 or any(part.startswith(STREAMED) for part in texts):
        raise too_much()
    others = {part for part, kind in declared if not kind.endswith(SHEET_TYPE)}
    sheets = {part for part, _kind in declared if part.startswith(STREAMED)} - others
    held = [part for part in archive.infolist() if part.filename not in sheets or part.filename.endswith(RELATIONS)]
    if sum(part.file_size for part in held) > MOST_BYTES_HELD:
        raise too_much()
    # Styles, say, that are declared as texts as well are read as what they are called.
    of_texts = [part for part in held if part.filename in texts and part.filename.lower().endswith(TEXTS)]
    _refuse_elements(archive, of_texts, MOST_ELEMENTS_OF_TEXTS)
    _refuse_elements(archive, [part for part in held if part not in of_texts], MOST_ELEMENTS)


def _refuse_elements(archive: ZipFile, parts: list[ZipInfo], most: int) -> None:
    count = 0
    for part in parts:
        for _element in _elements(archive, part):
            count += 1
            if count > most:
                raise too_much()


def _elements(archive: ZipFile, part: ZipInfo) -> Iterator[object]:
    """The elements of a part, as far as it is XML: a reader stops at the same place."""
    try:
        with archive.open(part) as source:
            yield from iterparse(source)
    except (ParseError, DefusedXmlException):
        return
