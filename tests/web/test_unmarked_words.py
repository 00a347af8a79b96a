"""Whatever a person reads is marked for translation: no template, module or script speaks one language by itself."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.api import documentation
from app.sentences import SENTENCES
from tests.clusters import ROOT
from tests.unmarked import unmarked_in_python, unmarked_in_script, unmarked_in_template, unworded_in_python

APP = ROOT / "app"

# Read at a terminal or in a log, by operators and in English; or tables, which nobody reads.
FOR_OPERATORS = {
    *("cli", "installer", "importing", "local", "demo", "mail", "models", "cluster.py"),
    *("backup_files.py", "backups.py", "config.py", "connection.py", "errors.py", "leftovers.py", "logs.py", "metrics"),
    *("postgres_programs.py", "web_start.py"),
}
# What is no text of a page though it looks like one, by file.
KNOWN = {
    "__init__.py": {"Error: "},  # at a terminal
    "commands/accounts.py": {
        *("There is nobody with the username ", ". Check its spelling.", "The username "),  # `flask user`
        " is taken. Choose another one, or give its owner a new password: `flask user reset-password ",
    },
    "csv_export.py": {"text/csv; charset=utf-8"},
    "db.py": {"cache lookup failed"},  # PostgreSQL's words
    "file_names.py": {'attachment; filename="'},
    "first_passwords.py": {"first passwords of course "},  # what a seal is for
    "forms/reminders.py": {"天", "小时", "分钟"},  # understood whatever the page is in
    "kept_choices.py": {"Lax"},  # a word of cookies
    "kinds.py": {"Workbook", "PowerPoint Document"},  # parts of such files
    "languages.py": {"English", "简体中文"},  # called by their own names
    "live/worker.py": {"the socket has been handed over"},  # to gunicorn
    "markdown.py": {"nofollow noopener"},
    "problems.py": {'Bearer realm="Stageclock"'},  # to a program
    "rosters/xlsx_guard.py": {"Override"},  # an element of XML
    "security.py": {"Cookie", "private, no-cache"},
    "signing_in.py": {"somebody unknown"},  # in the log
    "static_files.py": {"public, max-age="},
    "times.py": {
        '<time datetime="{}">{}</time>',
        '<span class="sc-countdown" role="timer" data-until="{}">{}</span>',
    },
    "web_errors.py": {"All database connections of this process are in use."},  # in the log
    "xlsx_export.py": {"yyyy-mm-dd hh:mm:ss"},
    "templates/api/docs.html": {"openapi.json", "body"},
    "templates/layout.html": {"light dark"},  # to the browser
    # The columns of pg_cron's own tables.
    "templates/clock/cron.html": {
        *("jobname", "schedule", "command", "database", "username", "node", "active", "status", "return_message"),
    },
}


def found(paths: list[Path], look: Callable[[str], list[str]]) -> list[str]:
    """What is unmarked in files of the application, without what is known or is a sentence of the database."""
    said = [(str(path.relative_to(APP)), text) for path in paths for text in look(path.read_text(encoding="utf-8"))]
    return [f"{place}: {text}" for place, text in said if text not in SENTENCES | KNOWN.get(place, set())]


def modules() -> list[Path]:
    """The Python that serves pages; the names that headers of class lists may have are data in both languages."""
    every = [path for path in APP.rglob("*.py") if path != APP / "rosters/fields.py"]
    return sorted(path for path in every if path.relative_to(APP).parts[0] not in FOR_OPERATORS | {"api"})


def test_templates_say_nothing_unmarked() -> None:
    assert not found(sorted(APP.rglob("templates/**/*.html")), unmarked_in_template)


def test_python_says_nothing_unmarked() -> None:
    assert not found(modules(), unmarked_in_python)


def test_what_the_interface_for_programs_says_in_english_only_is_its_specification(web: Flask) -> None:
    with web.app_context():
        specification = documentation.described()
    told = found(sorted((APP / "api").rglob("*.py")), unmarked_in_python)
    described = [text for text in strings_in(specification) if len(text) > 10]
    assert len(told) > 20
    assert [each for each in told if not any(each.partition(": ")[2] in text for text in described)] == []


def strings_in(value: object) -> Iterator[str]:
    """Every text in some JSON."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        yield from strings_in(part)
    if isinstance(value, str):
        yield value


def test_forms_answer_every_mistake_in_words_of_our_own() -> None:
    assert not found(modules(), unworded_in_python)


def test_scripts_have_no_words_of_their_own() -> None:
    assert not found(sorted(APP.rglob("static/**/*.js")), unmarked_in_script)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("<p>Foo bar</p>", "Foo bar"),
        ("<p>{% if x %}foo{% endif %}</p>", "foo"),
        ("<p>{{ x }} stages</p>", "stages"),
        ('<img alt="A clock">', "A clock"),
        ('<button aria-label="Close">×</button>', "Close"),
        ('<a title="{% if x %}Go back{% endif %}">←</a>', "Go back"),
        ('<input placeholder="name">', "name"),
        ('<input type="submit" value="Send">', "Send"),
        ('<td data-label="when">{{ x }}</td>', "when"),
        ('<form data-too-large="This is too large.">', "This is too large."),
        ("{% block title %}Clock{% endblock %}", "Clock"),
        ('<p>{{ "late" if x else _("in time") }}</p>', "late"),
        ('<p>{{ x or "none" }}</p>', "none"),
        ('<p>{{ x|default("none") }}</p>', "none"),
        ('<p title="{{ "late" if x }}">…</p>', "late"),
        ('<p>{{ "by " ~ x }}</p>', "by "),
        ('{% set name = "Two words" %}', "Two words"),
        ('{{ act(url_for("x"), "Dissolve") }}', "Dissolve"),
        ('{% macro f(label="Reason") %}{% endmacro %}', "Reason"),
        ("<p>这里</p>", "这里"),
    ],
)
def test_an_unmarked_text_in_a_template_is_found(template: str, text: str) -> None:
    parsed = [each.strip() for each in unmarked_in_template(template)]
    assert any(text.strip() in each for each in parsed), parsed


@pytest.mark.parametrize(
    "template",
    [
        '<p>{{ _("Foo bar") }} {{ ngettext("%(num)d day", "%(num)d days", n) }}</p>',
        '<p class="one two" id="three" data-upload data-kind="file">{{ "✓" if x else "–" }}</p>',
        "{# Not for readers. #}<p>{{ x }}, {{ y }}</p>",
        "<code>flask clock install</code> <strong lang='en'>The clock</strong>",
        '<input type="hidden" name="kind" value="Foo bar"><a href="{{ url_for("a.b") }}">{{ name }}</a>',
        '<p class="{{ "btn btn-sm" if x }}">{{ "%.1f"|format(x) }}</p>',
        "<title>{% block title %}{% endblock %} · Stageclock</title>",
    ],
)
def test_what_is_marked_or_is_no_text_is_left_alone(template: str) -> None:
    assert unmarked_in_template(template) == []


@pytest.mark.parametrize(
    "module",
    [
        'flash("Saved.")',
        'flash(f"{name} is saved.")',
        'abort(409, "not now")',
        'abort(409, description="not now")',
        'name = StringField("name")',
        'name = StringField(label="name")',
        'name = StringField(_("Name"), description="may be empty")',
        'name = StringField(_("Name"), [InputRequired("type it")])',
        'name = StringField(_("Name"), [Length(max=3, message="too long")])',
        'kind = SelectField(_("Kind"), choices=[("a", "one"), ("b", _("two"))])',
        'raise ValidationError("no")',
        'STATUS = {1: _("Pending"), 2: "Active"}',
        'def f() -> str:\n    """Give words."""\n    return "Nothing was changed."',
    ],
)
def test_an_unmarked_text_in_python_is_found(module: str) -> None:
    assert unmarked_in_python(module)


def test_marked_texts_docstrings_and_the_log_are_left_alone() -> None:
    module = '''"""A module."""
def f(page: "Page", key: str = "some_key") -> "Answer":
    """Do it."""
    log.warning("Not done: %s", key)
    flash(_("Saved."))
    return ngettext("%(num)d day", "%(num)d days", 3), text("select 1 from users"), url_for("a.b", class_="btn btn-sm")
'''
    assert unmarked_in_python(module) == []


@pytest.mark.parametrize(
    "module",
    [
        "InputRequired()",
        "Length(max=3)",
        'IntegerField(_("Days"))',
        "NumberRange(1, 3)",
        'SelectField(_("Kind"), choices=[])',
        'RadioField(_("Kind"))',
    ],
)
def test_a_field_that_would_speak_english_by_itself_is_found(module: str) -> None:
    assert unworded_in_python(module)


@pytest.mark.parametrize(
    "script",
    [
        'place.textContent = "late";',
        "place.textContent = `${n} days`;",
        'alert("no");',
        'const said = "Something went wrong";',
        'button.setAttribute("aria-label", "close");',
        "const said = '已保存';",
        'const said = "Saved";',
    ],
)
def test_a_text_in_a_script_is_found(script: str) -> None:
    assert unmarked_in_script(script)


def test_selectors_keys_classes_and_comments_in_a_script_are_left_alone() -> None:
    script = """// A comment: "Two words".
"use strict";
const rows = page.querySelectorAll("form select[name=kind]");
if (event.key === "Escape") row.classList.add("sc-drop-before");
place.textContent = form.dataset.broken;
request.setRequestHeader("X-CSRFToken", token);
row.className = "btn btn-sm"; place.textContent = `${hours}:${minutes}`;
"""
    assert unmarked_in_script(script) == []
