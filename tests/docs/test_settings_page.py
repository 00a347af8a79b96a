"""docs/settings.md lists every variable the code reads, and no other."""

import re

from app.config import Settings
from tests.clusters import ROOT

# Read outside Settings: by gunicorn's configuration, by `make run`, and by whatever looks for a server.
ELSEWHERE = {"PORT", "STAGECLOCK_USR", "WEB_CONCURRENCY"}


def test_the_page_lists_what_is_read() -> None:
    page = (ROOT / "docs" / "settings.md").read_text()
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))
    assert listed == {name.upper() for name in Settings.model_fields} | ELSEWHERE
