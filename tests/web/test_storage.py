"""Files in storage: whole or not there, under keys that say nothing, within STORAGE_DIR."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import file_names, storage
from app.config import Settings


@pytest.fixture(autouse=True)
def inside(web: Flask) -> Iterator[None]:
    """Storage reads its directory and its limit from the application's settings."""
    context = web.app_context()
    context.push()
    yield
    context.pop()


def files_in(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file()]


def test_a_file_is_kept_with_its_size_digest_and_kind(settings: Settings) -> None:
    content = b"%PDF-1.4 \x00\xff" * 300_000
    stored = storage.save(io.BytesIO(content), "任务书.pdf")
    assert (stored.file_name, stored.media_type, stored.size_bytes) == ("任务书.pdf", "application/pdf", len(content))
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    path = storage.path_of(stored.key)
    assert path and path.read_bytes() == content
    assert path.parent == settings.storage_dir / "attachments"
    assert "任务书" not in stored.key


def test_what_is_too_large_or_empty_or_nameless_leaves_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "MEGABYTE", 10)
    most = settings.max_upload_mb * 10
    for size, name, why in ((most + 1, "a", "too_large"), (0, "a", "empty"), (1, "\x00/\n", "nameless")):
        with pytest.raises(storage.Unacceptable) as refused:
            storage.save(io.BytesIO(b"x" * size), name)
        assert refused.value.why == why
    assert files_in(settings.storage_dir) == []
    assert storage.save(io.BytesIO(b"x" * most), "a").size_bytes == most


def test_what_breaks_off_while_it_is_received_leaves_nothing(settings: Settings) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 0:
                raise OSError("the line is cut")
            return super().read(100)

    with pytest.raises(OSError, match="the line is cut"):
        storage.save(Broken(b"x" * 500), "a")
    assert files_in(settings.storage_dir) == []


def test_a_copy_has_the_same_bytes_and_a_life_of_its_own() -> None:
    first = storage.save(io.BytesIO(b"rules"), "rules.txt")
    second = storage.copy(first.key)
    assert second.key != first.key
    assert (second.size_bytes, second.sha256) == (first.size_bytes, first.sha256)
    storage.remove(first.key)
    assert storage.path_of(first.key) is None
    copied = storage.path_of(second.key)
    assert copied and copied.read_bytes() == b"rules"
    with pytest.raises(FileNotFoundError):
        storage.copy(first.key)


def test_removing_what_is_not_there_or_lies_elsewhere_does_nothing(settings: Settings) -> None:
    outside = settings.storage_dir.parent / "outside"
    outside.write_text("a secret")
    for key in ("missing", "../outside", str(outside)):
        storage.remove(key)
    assert outside.read_text() == "a secret"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("rules.pdf", "rules.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\alice\\规则.docx", "规则.docx"),
        ("a\x00b\x1b\r\nc.txt", "ab c.txt"),
        ("gnp.\u202eexe", "gnp.exe"),
        ("  two \u3000 blanks .txt ", "two blanks .txt"),
        ("..", ""),
        ("", ""),
        ("<b>bold</b>.html", "b>.html"),
    ],
)
def test_names_lose_their_folders_and_what_cannot_be_seen(given: str, kept: str) -> None:
    assert file_names.clean(given) == kept


def test_a_long_name_is_shortened_before_its_extension() -> None:
    assert file_names.clean("书" * 300 + ".pdf") == "书" * 251 + ".pdf"
    assert file_names.clean("书" * 255) == "书" * 255
    assert file_names.clean("a." + "b" * 300) == "a." + "b" * 253
