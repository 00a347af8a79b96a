"""Which language a page is in: the person's choice, then the browser's cookie, then what the browser asks for."""

from typing import Any

from babel import Locale
from babel.support import NullTranslations
from flask import Flask, request
from flask_babel import Babel, Domain, get_locale

from app.identity import is_for_programs, reader

COOKIE = "stageclock_language"

# Locale → its own name, as people look for it on any page.
NAMES = {"en": "English", "zh_Hans_CN": "简体中文"}


class Texts(Domain):  # type: ignore[misc]
    """The texts of every language, found by it at once: a page asks dozens of times."""

    def __init__(self) -> None:
        super().__init__()
        self.by_locale: dict[Locale, NullTranslations] = {}

    def get_translations(self) -> NullTranslations:
        """Those of the language of the moment."""
        locale = get_locale()
        found = self.by_locale.get(locale)
        if found is None:
            found = super().get_translations()
            if locale:
                self.by_locale[locale] = found
        return found


def init_app(app: Flask) -> None:
    """Translate pages, and tell templates the language and which there are."""
    babel = Babel(app, default_locale="en", locale_selector=choose)
    babel.domain_instance = Texts()
    app.context_processor(template_names)


def choose() -> str:
    """The locale of this request; a program says it each time."""
    if is_for_programs():
        return next((known for tag in request.accept_languages.values() if (known := match(tag))), "en")
    person = reader()
    asked = [person.locale if person else None, request.cookies.get(COOKIE), *request.accept_languages.values()]
    return next((known for tag in asked if (known := match(tag))), "en")


def match(tag: str | None) -> str | None:
    """The locale of ours for any writing of a language's tag (zh, zh-CN, zh_Hans_CN, en-GB …)."""
    language = (tag or "").replace("_", "-").partition("-")[0].lower()
    return next((known for known in NAMES if known.partition("_")[0] == language), None)


def html_tag(locale: str) -> str:
    """The tag for `lang` attributes (BCP 47)."""
    return locale.replace("_", "-")


def template_names() -> dict[str, Any]:
    """What the layout asks about languages."""
    offered = [(key, html_tag(key), name) for key, name in NAMES.items()]
    return {"html_lang": html_tag(str(get_locale())), "languages": offered}
