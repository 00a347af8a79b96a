"""Light or dark: as the browser is set, or as chosen in this browser."""

from typing import Any

from flask import Flask, request
from flask_babel import lazy_gettext as _

COOKIE = "stageclock_appearance"
AUTOMATIC = "automatic"
NAMES = {AUTOMATIC: _("Automatic"), "light": _("Light"), "dark": _("Dark")}


def init_app(app: Flask) -> None:
    """Tell templates what is chosen, so that a page comes in its colours and never changes them while it loads."""
    app.context_processor(template_names)


def chosen() -> str:
    """What this browser keeps; automatic where that is nothing of ours."""
    kept = request.cookies.get(COOKIE, "")
    return kept if kept in NAMES else AUTOMATIC


def template_names() -> dict[str, Any]:
    """What the layout asks about appearance."""
    return {"appearance": chosen(), "appearances": NAMES}
