"""Markdown that people write becomes HTML that is safe, whatever they write."""

import re
from html.parser import HTMLParser
from typing import Any

import psycopg
import pytest

from app.markdown import ATTRIBUTES, SCHEMES, TAGS, render
from tests.cast import Cast
from tests.plans import MONDAY, add_stage
from tests.web.conftest import Open

Connection = psycopg.Connection[Any]

HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/pixel.png)",
    '![x"onerror="alert(1)](x)',
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>body{display:none}</style><link rel=stylesheet href=//evil.example>",
    "<form action=/sign-out><button formaction=javascript:alert(1)>x</button></form>",
    "<!-- --><meta http-equiv=refresh content='0;url=//evil.example'>",
    "<math><mtext></p><style><!--</style><img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&#58;alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](\x01javascript:alert(1))",
    "[x](%6aavascript:alert(1))",
    "[x]( javascript:alert(1) )",
    "[x](javascript://example.org/%0aalert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](data:image/svg+xml,<svg/onload=alert(1)>)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/sign-out)",
    "[x](\\\\evil.example)",
    "[x](#main)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    '[x](https://example.org "x\\" onmouseover=alert(1) y=\\"")',
    '[x](https://example.org/"onmouseover="alert(1))',
    "[[x](javascript:alert(1))](javascript:alert(2))",
    "[<img src=x onerror=alert(1)>](https://example.org)",
    "[![x](javascript:alert(1))](https://example.org)",
    '```x" onload="alert(1)\ncode\n```',
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "| <script>alert(1)</script> | [x](javascript:alert(1)) |\n|:-:|--|\n| <b onclick=alert(1)> | x |",
    "# <b onclick=alert(1)>x</b>\n\n<h1 style='position:fixed'>y</h1>",
    "> > > - 1. <details open ontoggle=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u2028<script>alert(1)</script>\u202e",
    "<" * 500 + "script>alert(1)",
]


class Reader(HTMLParser):
    """Reads what a browser would make of it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def elements(text: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = Reader()
    reader.feed(render(text))
    reader.close()
    return reader.found


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_written_only_harmless_elements_come_of_it(text: str) -> None:
    for tag, attributes in elements(text):
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set())
        address = attributes.get("href")
        assert address is None or re.match(r"(https?|mailto):", address, re.IGNORECASE), address
    assert not re.search(r"<(script|img|svg|iframe|style|form|meta|h1|details)", render(text), re.IGNORECASE)


def test_links_lead_out_over_http_and_by_mail_and_nowhere_else() -> None:
    page = render("[site](https://example.org/a?b=1&c=2) <mail@example.org> [inside](/clock)")
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="nofollow noopener">site</a>' in page
    assert '<a href="mailto:mail@example.org" rel="nofollow noopener">' in page
    assert "/clock" not in page
    assert {"http", "https", "mailto"} == SCHEMES


def test_what_people_use_is_rendered() -> None:
    page = render(
        "**bold** *slanted* ~~gone~~ `code`\n\n1. one\n2. two\n\n- a\n\n> said\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    )
    for part in (
        "<strong>bold</strong>",
        "<em>",
        "<s>gone</s>",
        "<code>",
        "<ol>",
        "<ul>",
        "<blockquote>",
        "<td>2</td>",
    ):
        assert part in page, part


def test_plain_text_keeps_its_lines_and_its_signs() -> None:
    assert render("one\ntwo < three & 作业") == "<p>one<br>\ntwo &lt; three &amp; 作业</p>\n"
    assert render("") == ""


def test_headings_stand_below_the_heading_of_their_place() -> None:
    assert render("# a\n\n###### b") == "<h3>a</h3>\n<h6>b</h6>\n"
    assert render("# a", below=3) == "<h4>a</h4>\n"


def test_descriptions_of_course_work_and_stages_are_rendered(visit: Open, db: Connection, cast: Cast) -> None:
    stage = add_stage(db, cast.bookshop, MONDAY, None)
    hostile = "# Goals\n\n<script>alert(1)</script> [x](javascript:alert(1))"
    db.execute("update assignments set description = %s where id = %s", [hostile, cast.bookshop])
    db.execute("update stages set description = %s where id = %s", [hostile, stage])
    for username in ("alice", "bob"):
        page = visit(username).get(f"/assignments/{cast.bookshop}").text
        assert "<h3>Goals</h3>" in page
        assert "<h4>Goals</h4>" in page
        assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2
        assert not re.search("<script(?! src=)", page) and 'href="javascript' not in page
