"""What a file is by its content, whatever its name says: the extension that such a file has, in lower case."""

import codecs
import mimetypes
from pathlib import Path, PurePosixPath

import filetype

from app.storage import OCTETS

CHUNK = 1 << 16
# One kind, several extensions.
SAME = {"jpeg": "jpg", "htm": "html", "tiff": "tif", "markdown": "md", "mid": "midi", "yml": "yaml"}
# Text has no marks of its own: what kind of text it is, is what its name says.
TEXTS = frozenset(
    {
        "txt", "csv", "tsv", "md", "rst", "tex", "bib", "log", "ini", "json", "xml", "yaml", "toml", "html", "css",
        "svg", "sql", "sh", "bat", "ps1", "py", "ipynb", "r", "m", "jl", "java", "kt", "scala", "c", "h", "cpp", "hpp",
        "cs", "go", "rs", "swift", "js", "ts", "jsx", "tsx", "vue", "php", "rb", "pl", "lua",
    }
)  # fmt: skip
# Marks that stand at the head of much plain text too ("BM…" is no picture), but not of these.
WRITTEN = frozenset({"pdf", "ps", "rtf"})
PACKED = {b"word/document.xml": "docx", b"xl/workbook.xml": "xlsx", b"ppt/presentation.xml": "pptx"}
# What old Office files call the stream that holds the document (MS-CFB 2.6.1).
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STREAMS = {"WordDocument": "doc", "Workbook": "xls", "PowerPoint Document": "ppt"}
OLD = {name.encode("utf-16-le"): kind for name, kind in STREAMS.items()}
KNOWN = frozenset(SAME.get(kind.extension, kind.extension).lower() for kind in filetype.TYPES) | TEXTS


def spelled(extension: str) -> str:
    """An extension as kinds are called: `.JPEG` is `jpg`."""
    plain = extension.strip().lstrip(".").lower()
    return SAME.get(plain, plain)


def of(path: Path, file_name: str) -> str | None:
    """The kind of a file in storage; None where its content is none that is known."""
    with path.open("rb") as stream:
        head = stream.read(CHUNK)
        stream.seek(max(0, path.stat().st_size - CHUNK))
        tail = stream.read(CHUNK)
    guess = filetype.guess(head)
    kind = spelled(guess.extension) if guess else None
    if kind == "zip" or head.startswith(COMPOUND):
        return _office(head + tail) or kind
    return _text(file_name) if kind not in WRITTEN and _is_text(path) else kind


def media_type(kind: str | None) -> str:
    """The media type that goes with a kind."""
    return (mimetypes.guess_type(f"x.{kind}")[0] if kind else None) or ("text/plain" if kind in TEXTS else OCTETS)


def _office(ends: bytes) -> str | None:
    """Office documents are archives whose parts may come in any order: the directory at the end names them all."""
    marks = OLD if ends.startswith(COMPOUND) else PACKED
    return next((kind for mark, kind in marks.items() if mark in ends), None)


def _text(file_name: str) -> str:
    extension = spelled(PurePosixPath(file_name).suffix)
    return extension if extension in TEXTS else "txt"


def _is_text(path: Path) -> bool:
    """Whether all of it reads as text: UTF-8, what Chinese Windows writes, or UTF-16 with its mark."""
    return any(_reads_as(path, encoding) for encoding in ("utf-8", "gb18030", "utf-16"))


def _reads_as(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as stream:
        if encoding == "utf-16" and stream.read(2) not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return False
        stream.seek(0)
        try:
            while block := stream.read(CHUNK):
                if _is_binary(decoder.decode(block)):
                    return False
            return not _is_binary(decoder.decode(b"", final=True))
        except UnicodeError:
            return False


def _is_binary(text: str) -> bool:
    """Nobody types the control characters that programs are made of."""
    return any(mark in text for mark in ("\0", "\x01", "\x02", "\x03", "\x04", "\x05", "\x06", "\x0e", "\x0f"))
