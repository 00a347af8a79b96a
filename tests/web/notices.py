"""Which kinds of notices the code in sql/ sends."""

import re

from app.installer import code

TOLD = re.compile(r"stageclock\.tell\([^;]*?'([a-z]+(?:_[a-z]+)+)'", re.DOTALL)
CHOSEN = re.compile(r"then '([a-z_]+)' else '([a-z_]+)' end,\s*(?:stageclock\.about_team|v_told)")
SELECTED = re.compile(r"(?:select|union all\s+select)[^;']*?, '([a-z]+(?:_[a-z]+)*)',")


def kinds_sent() -> set[str]:
    """By reading the statements that write notices."""
    found: set[str] = set()
    for path in code.files():
        text = path.read_text(encoding="utf-8")
        found.update(TOLD.findall(text))
        found.update(kind for pair in CHOSEN.findall(text) for kind in pair)
        if "insert into public.notifications" in text:
            found.update(re.findall(r"'((?:stage|team|roles?)_[a-z_]+|broadcast)'", text))
    return {kind for kind in found if not kind.endswith(("_id", "_at"))}
