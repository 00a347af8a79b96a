"""Templates hold the words of the language that they are compiled for."""

from collections.abc import Callable

import pytest
from flask import Flask, render_template, render_template_string
from flask_babel import force_locale
from jinja2 import DictLoader

Render = Callable[..., str]


@pytest.fixture
def render(web: Flask, monkeypatch: pytest.MonkeyPatch) -> Render:
    """What becomes of a template in a language, with these names."""

    def made(source: str, language: str = "zh_Hans_CN", **names: object) -> str:
        sources = {"it.html": source, "other.html": '{{ _("Sign out") }}'}
        monkeypatch.setattr(web.jinja_env, "loader", DictLoader(sources))
        with web.test_request_context(), force_locale(language):
            return render_template("it.html", **names)

    monkeypatch.setattr(web.jinja_env, "languages", {})
    monkeypatch.setattr(web.jinja_env, "bytecode_cache", None)
    return made


def test_one_after_the_other_everybody_reads_their_own_language(render: Render) -> None:
    source = '{{ _("Sign out") }}'
    assert [render(source, language) for language in ("en", "zh_Hans_CN", "en")] == ["Sign out", "退出登录", "Sign out"]


def test_words_of_what_a_template_includes_are_of_the_same_language(render: Render) -> None:
    assert render('{% include "other.html" %}') == "退出登录"


def test_what_is_filled_into_a_text_is_escaped(render: Render) -> None:
    source = '{{ _("All times in %(zone)s", zone=zone) }}'
    assert render(source, "en", zone="<UTC>") == "All times in &lt;UTC&gt;"
    assert render(source, zone="UTC") == "所有时间均为 UTC 时区"


def test_a_text_that_is_only_known_later_is_looked_up_then(render: Render) -> None:
    assert render("{{ _(text) }}", text="Sign out") == "退出登录"


def test_text_is_a_format_with_or_without_something_to_fill_in(render: Render) -> None:
    assert render('{{ _("100%% of it") }}') == "100% of it"


def test_a_template_made_of_a_string_speaks_it_too(web: Flask) -> None:
    with web.test_request_context(), force_locale("zh_Hans_CN"):
        assert render_template_string('{{ _("Sign out") }}') == "退出登录"
