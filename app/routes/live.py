"""The stream of server-sent events: it says that something changed, and pages then ask for themselves anew."""

import time
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from app.identity import public, reader, session_mark
from app.live import current_hub
from app.live.hub import Hub
from app.live.stream import SIGN_OF_LIFE, Stream, greeting
from app.live.worker import HAND_OVER
from app.queries.people import Person

blueprint = Blueprint("live", __name__)

RETRY_AFTER = "30"  # seconds
LOOK = 2.0  # seconds after which a thread that writes a stream looks whether anybody is there still


@blueprint.get("/live")
@public
def stream() -> ResponseReturnValue:
    """Endless, for the signed-in. 401 for others; 503 where there are too many, and pages then look by themselves."""
    person = reader()
    if person is None:
        return Response(status=401)
    here = current_hub()
    if request.method == "HEAD" and not here.is_full_for(person.id):
        return Response(mimetype="text/event-stream")
    is_refused = request.method == "HEAD" or here.is_full_for(person.id)
    opened = None if is_refused else here.open(person.id, session_mark())
    if opened is None:
        return Response(status=503, headers={"Retry-After": RETRY_AFTER})
    try:
        first = _first(here, person)
    except Exception:
        here.close(opened)  # there will be no response to do so when it ends
        raise
    parts = Parts(here, opened, request.environ)
    headers = {"X-Accel-Buffering": "no"}  # nginx would keep events to itself
    response = Response(parts.sent(first), mimetype="text/event-stream", headers=headers)
    response.call_on_close(parts.close)
    return response


def _first(here: Hub, person: Person) -> bytes:
    """What time it is, and whether the page is out of date already."""
    at = time.time()
    now, changed = round(person.as_of.timestamp() * 1000), here.missed(person.id, _since())
    data = {"now": now, "changed": changed, "spread": here.spread}
    return greeting(data, at)


def _since() -> float | None:
    """Up to which instant (seconds) the browser has heard all: the last event's id, or when its page was made."""
    said = request.headers.get("Last-Event-ID") or request.args.get("since", "")
    return int(said) / 1000 if said.isascii() and said.isdecimal() and len(said) < 16 else None


class Parts:
    """What a stream's response consists of, under gunicorn's worker of ours or any other server."""

    def __init__(self, here: Hub, stream: Stream, environ: dict[str, Any]) -> None:
        self._hub, self._stream, self._environ = here, stream, environ
        self._is_handed_over = False

    def sent(self, first: bytes) -> Iterator[bytes]:
        """The first event; the rest is written by the carrier where the socket can be had, else from this thread."""
        yield first
        let_go, carrier = self._environ.get(HAND_OVER), self._hub.carrier
        if let_go and carrier:
            sock = self._environ["gunicorn.socket"]
            self._is_handed_over = True
            carrier.take(sock, self._stream, self._environ["SERVER_PROTOCOL"] != "HTTP/1.0")
            let_go(sock)
        while self._stream.is_open:
            yield self._stream.wait(LOOK) or SIGN_OF_LIFE

    def close(self) -> None:
        """The response has ended: so has the stream, unless the carrier has it."""
        if not self._is_handed_over:
            self._hub.close(self._stream)
