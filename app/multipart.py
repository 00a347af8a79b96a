"""A form with files as it arrives: part by part, so that what is large goes from the line to the disk."""

from collections.abc import Iterator

from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import NEED_DATA, Data, Epilogue, Event, Field, File, MultipartDecoder

from app.storage import CHUNK, Stream

LONGEST_TEXT = 64 * 1024  # bytes of one field that is no file
MOST_PARTS = 100


class Malformed(ValueError):
    """What arrives is no form with files."""


class Part:
    """One field: its bytes can be read once, while it is its turn. `file_name` is None for what is no file."""

    def __init__(self, form: "Multipart", name: str, file_name: str | None) -> None:
        self.name = name
        self.file_name = file_name
        self._form = form
        self._more = True

    def read(self, _size: int = CHUNK, /) -> bytes:
        """The next bytes, as many as are there; none at the end."""
        while self._more:
            event = self._form.next_event()
            if not isinstance(event, Data):
                raise Malformed(self.name)
            self._more = event.more_data
            if event.data:
                return bytes(event.data)
        return b""

    def text(self) -> str:
        """All of it as text, without what PostgreSQL cannot keep; raise Malformed where it is too long."""
        blocks, size = [], 0
        while block := self.read():
            size += len(block)
            if size > LONGEST_TEXT:
                raise Malformed(self.name)
            blocks.append(block)
        return b"".join(blocks).decode("utf-8", "replace").replace("\0", "").replace("\r\n", "\n")


class Multipart:
    """The parts of a form of this content type, in the order in which they come."""

    def __init__(self, stream: Stream, content_type: str) -> None:
        media_type, options = parse_options_header(content_type)
        if media_type != "multipart/form-data" or not options.get("boundary"):
            raise Malformed(media_type)
        self._stream = stream
        self._decoder = MultipartDecoder(options["boundary"].encode("latin-1", "replace"), max_parts=MOST_PARTS)

    def __iter__(self) -> Iterator[Part]:
        """What of a part was not read is passed over."""
        while not isinstance(event := self.next_event(), Epilogue):
            if isinstance(event, File | Field):
                part = Part(self, event.name, event.filename if isinstance(event, File) else None)
                yield part
                while part.read():
                    pass

    def next_event(self) -> Event:
        """What comes next; raise Malformed where that is no part of a form or it breaks off."""
        try:
            while (event := self._decoder.next_event()) is NEED_DATA:
                self._decoder.receive_data(self._stream.read(CHUNK) or None)
        except ValueError as error:
            raise Malformed(str(error)) from None
        return event
