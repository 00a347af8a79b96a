"""Markdown that people write, as HTML that is safe to show: rendered by markdown-it, sanitised by nh3."""

from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

SCHEMES = frozenset({"http", "https", "mailto"})
TAGS = frozenset(
    {"a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s", "strong"}
    | {"table", "tbody", "td", "th", "thead", "tr", "ul"}
)
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
LOWEST = 6

# A line ends where its writer ended it: much of what is shown here was written as plain text.
reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"]).disable("image")


def render(text: str, below: int = 2) -> Markup:
    """The text as HTML. Its headings begin one level below `below`, the level of the heading that it stands under."""
    tokens = reader.parse(text)
    _lower_headings(tokens, below)
    written = reader.renderer.render(tokens, reader.options, {})
    # What has been sanitised is the one text that may be shown as it is.
    return Markup(_sanitiser.clean(written))  # noqa: S704


def _lower_headings(tokens: Sequence[Token], below: int) -> None:
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1:]) + below, LOWEST)}"


def _only_links_out(tag: str, attribute: str, value: str) -> str | None:
    """An address that says where it leads: a relative one would act on our own pages."""
    if (tag, attribute) == ("a", "href") and value.partition(":")[0].lower() not in SCHEMES:
        return None
    return value


_sanitiser = nh3.Cleaner(
    tags=set(TAGS),
    attributes=ATTRIBUTES,
    attribute_filter=_only_links_out,
    url_schemes=set(SCHEMES),
    link_rel="nofollow noopener",
    strip_comments=True,
)
