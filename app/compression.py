"""Small on the way: rendered pages and static text are compressed, downloads and streams of events never.

A page holds secrets beside what an address can put into it, and the length of a compressed page can tell one about
the other (BREACH). The form token alone would not be worth guessing: it is signed anew each second, and only a whole
signature opens anything. But that is Flask-WTF's way today, and it is not the only secret. Guessing takes thousands of
pages asked for by somebody else's page, and browsers say in Sec-Fetch-Site whose page asks: it gets them uncompressed.
Older browsers do not say; there the session's cookie (SameSite=Lax) goes along only where the person sees a page open.
"""

from flask import Flask, Response, request
from flask_compress import Compress

from app.static_files import is_static

OURS = {"same-origin", "none"}  # "none": a person typed the address or followed a bookmark


def init_app(app: Flask) -> None:
    """Compress what is worth it and safe, the best way that the browser knows."""
    app.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_MIMETYPES=["text/html", "text/css", "text/javascript", "image/svg+xml"],
        COMPRESS_ALGORITHM=["br", "zstd", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["br", "zstd", "gzip"],
        COMPRESS_BR_LEVEL=5,  # files are asked for once, pages are a few milliseconds
        COMPRESS_STREAMING_ENDPOINT_CONDITIONAL=["static", "bootstrap.static"],
    )
    compress = Compress(app)

    @app.after_request
    def compress_text(response: Response) -> Response:
        return compress.after_request(response) if may_compress(response) else response


def may_compress(response: Response) -> bool:
    """Static files; pages that are all there and were asked for by ours, or by a browser that does not say by whom."""
    if is_static(request.endpoint):
        return response.status_code == 200  # a part of a file is a part of what it was
    is_page = not response.is_streamed and "Content-Disposition" not in response.headers
    return is_page and request.headers.get("Sec-Fetch-Site", "none") in OURS
