"""Finds what a person would read and nobody has marked for translation: in templates, in Python and in scripts."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment, nodes

MARKS = {"_", "N_", "gettext", "ngettext", "lazy_gettext", "lazy_ngettext", "pgettext", "npgettext"}

# Names of things that are called the same in every language.
NAMES = {"Stageclock", "Excel", "Markdown", "CSV", "PDF", "UTF"}
WORD = re.compile(r"[^\W\d_]+")
# What reads as a word or sentence, unlike a class of CSS, an endpoint or a key: a capital, or two words with a blank.
SENTENCE = re.compile(r"[^\W\d_]{2,}[,.:;!?]? [^\W\d_]{2,}|^[A-Z][a-z]{2,}\b(?![-_/\w])|[\u4e00-\u9fff]")
CLASSES = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*( [a-z0-9]+(-[a-z0-9]+)*)*")
FORMAT = re.compile(r"%(\(\w+\))?[-.0-9]*[sdf]")

SPOKEN = {"title", "alt", "aria-label", "aria-description", "aria-valuetext", "aria-roledescription", "placeholder"}
BUTTONS = {"submit", "button", "reset"}
EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
FIRST_PLACE = 0xE000  # expressions stand in the HTML as one character each, of the area that Unicode leaves free

TEMPLATES = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)


def has_words(text: str) -> bool:
    """Whether there is a word in it that is no name and no stand-in for an expression."""
    return any(word not in NAMES for word in WORD.findall(FORMAT.sub(" ", text)))


def is_sentence(text: str) -> bool:
    """Whether it reads as one: two words with a blank are also what several classes of CSS look like."""
    return bool(SENTENCE.search(text)) and not ("-" in text and CLASSES.fullmatch(text))


def split_template(source: str) -> tuple[str, list[str]]:
    """A template's HTML without comments and blocks, and the expressions that a character each stands for."""
    html, expressions, open_one = "", [], None
    for _, kind, value in TEMPLATES.lexer.tokeniter(source, None):
        if kind == "variable_begin":
            open_one = ""
        elif kind == "variable_end":
            expressions.append(open_one or "")
            html, open_one = html + chr(FIRST_PLACE + len(expressions) - 1), None
        elif open_one is not None:
            open_one += value
        elif kind == "data":
            html += value
    return html, expressions


class Spoken(HTMLParser):
    """Collects what is read or heard of a page, without what is code or in a language of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if not self._is_foreign():
            self.texts += [value for name, value in known.items() if is_spoken(tag, name, value, known)]
        if tag not in EMPTY:
            self.open.append((tag, tag in {"code", "script", "style"} or ("lang" in known and tag != "html")))

    def handle_endtag(self, tag: str) -> None:
        if tag in [name for name, _ in self.open]:
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._is_foreign():
            self.texts.append(data.strip())

    def _is_foreign(self) -> bool:
        return any(foreign for _, foreign in self.open)


def is_spoken(tag: str, name: str, value: str, attributes: dict[str, str]) -> bool:
    """Whether an attribute's value reaches a person: by itself, on a button, by the style sheet or by a script."""
    if name == "value":
        return tag == "input" and attributes.get("type") in BUTTONS
    if name == "content":
        return attributes.get("name") == "description"
    in_data = name == "data-label" or (name.startswith("data-") and is_sentence(value))
    return name in SPOKEN or in_data or (name == "label" and tag in {"option", "optgroup", "track"})


def spoken_in(html: str) -> list[str]:
    """The texts and spoken attributes of some HTML."""
    parser = Spoken()
    parser.feed(html)
    parser.close()
    return parser.texts


def unmarked_in_template(source: str) -> list[str]:
    """The texts of a template that nobody has marked."""
    html, expressions = split_template(source)
    texts = spoken_in(html)
    places = [ord(character) - FIRST_PLACE for text in texts for character in text if "\ue000" <= character <= "\uf8ff"]
    said = [const for place in places for const in constants_shown(expressions[place])]
    passed = [text for text in passed_on(TEMPLATES.parse(source)) if is_sentence(text)]
    return list(dict.fromkeys(text for text in [*texts, *said, *passed] if has_words(text)))


def constants_shown(expression: str) -> Iterator[str]:
    """The literals that an expression may put onto the page as they are."""
    output = TEMPLATES.parse("{{" + expression + "}}").body[0]
    assert isinstance(output, nodes.Output)
    for node in output.nodes:
        yield from _shown(node)


def _shown(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, (nodes.CondExpr, nodes.Concat, nodes.Add, nodes.Or, nodes.And, nodes.Filter)):
        for part in _parts(node):
            yield from _shown(part)
    elif isinstance(node, nodes.TemplateData):
        yield node.data


def _parts(node: nodes.Node) -> Iterator[nodes.Node]:
    """What an expression may give back: neither a condition nor a filter's settings, but what stands in for nothing."""
    if isinstance(node, nodes.CondExpr):
        yield from (part for part in (node.expr1, node.expr2) if part)
    elif isinstance(node, nodes.Filter):
        yield from [node.node] if node.node else []
        yield from node.args if node.name in {"default", "d"} else []
    else:
        yield from node.iter_child_nodes()


def passed_on(node: nodes.Node) -> Iterator[str]:
    """Every literal of a template but those that are marked: what is set, or passed to a macro."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif not (isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in MARKS):
        for child in node.iter_child_nodes():
            yield from passed_on(child)


# Where a plain text in Python reaches people, whatever it looks like: the names of arguments, and whose first it is.
WORDED = {"label", "description", "message", "text", "reason", "title", "heading"}
# What they are passed to where nobody reads them: SQL, patterns, the log, and faults of ours.
SQL = re.compile(r"\s*(select|with|update|insert|delete|deallocate|left join|order by)\b")
UNREAD = {"text", "compile", "info", "warning", "error", "exception", "RuntimeError", "TypeVar"}
FIELDS = re.compile(r"Field$|^(InputRequired|DataRequired|ValidationError|StopValidation|flash|Recaptcha)$")


def unmarked_in_python(source: str) -> list[str]:
    """The texts of a module that look like sentences, or stand where people read them, and that nobody has marked."""
    tree = ast.parse(source)
    unread = [part for node in ast.walk(tree) for part in ([node] if _is_quiet(node) else _types(node))]
    quiet = {id(part) for node in unread for part in ast.walk(node)}
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    loud = {id(node) for node in ast.walk(tree) for node in _worded(node)}
    said = [str(node.value) for node in strings if id(node) not in quiet and _is_read(node, id(node) in loud)]
    return [text for text in said if has_words(text)]


def _is_read(node: ast.Constant, is_worded: bool) -> bool:
    text = str(node.value)
    return is_worded or (is_sentence(text) and not SQL.match(text) and not text.startswith("/"))


def _is_quiet(node: ast.AST) -> bool:
    """Whether nobody reads an unmarked text in it: docstrings, what is marked, what is logged."""
    if isinstance(node, ast.Call):
        return _name(node.func) in MARKS | UNREAD
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _types(node: ast.AST) -> Iterator[ast.AST]:
    """The annotations that a node has: names of types may be written as strings."""
    yield from (part for name in ("annotation", "returns") if isinstance(part := getattr(node, name, None), ast.AST))


def _worded(node: ast.AST) -> Iterator[ast.AST]:
    """The constants of a call that stand where people read them."""
    if not isinstance(node, ast.Call):
        return
    yield from (keyword.value for keyword in node.keywords if keyword.arg in WORDED)
    if node.args and FIELDS.search(_name(node.func)):
        yield node.args[0]
    if _name(node.func) == "abort":
        yield from node.args[1:2]
    for keyword in node.keywords:
        if keyword.arg == "choices":
            yield from (pair.elts[-1] for pair in ast.walk(keyword.value) if isinstance(pair, ast.Tuple) and pair.elts)


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


# What of WTForms speaks English by itself where it is given no words.
# Validator → which of its arguments is the message.
VALIDATORS = {"InputRequired": 0, "DataRequired": 0, "FileRequired": 0, "Email": 0, "URL": 1, "EqualTo": 1, "AnyOf": 1}
VALIDATORS |= {"NoneOf": 1, "FileAllowed": 1, "Length": 2, "NumberRange": 2, "FileSize": 2, "Regexp": 2}
CHOOSING = re.compile(r"^(Select|SelectMultiple|Radio)Field$")
READING = re.compile(r"^(Integer|Decimal|Float|Date|DateTime|DateTimeLocal|Time|Month|Week)Field$")


def unworded_in_python(source: str) -> list[str]:
    """The fields and validators of WTForms that would answer a mistake in words of their own, which are English."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [ast.unparse(call) for call in calls if _is_unworded(call)]


def _is_unworded(call: ast.Call) -> bool:
    given, name = {keyword.arg for keyword in call.keywords}, _name(call.func)
    if name in VALIDATORS:
        return "message" not in given and len(call.args) <= VALIDATORS[name]
    return bool(READING.match(name) or (CHOOSING.match(name) and "validate_choice" not in given))


JAVASCRIPT = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?\*/)"
    r"""|(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)""",
    re.DOTALL,
)
SELECTORS = re.compile(r"(querySelector(All)?|closest|matches)\($")
TO_PEOPLE = re.compile(
    r"(\b(textContent|innerText|innerHTML|title|placeholder|ariaLabel|alt)\s*\+?=\s*|\b(alert|confirm|prompt|append"
    r"|createTextNode)\(|setAttribute\([\"'](title|alt|placeholder|aria-\w+)[\"'],\s*)$"
)
KEYS = {"Enter", "Escape", "Tab", "Home", "End", "Delete", "Backspace", "Content-Type", "Accept"}


def unmarked_in_script(source: str) -> list[str]:
    """The literals of a script that people would read: sentences, and whatever is put onto the page as text."""
    found = [(match["string"], source[: match.start()]) for match in JAVASCRIPT.finditer(source) if match["string"]]
    return [text for text, before in found if _is_said(text[1:-1], before)]


def _is_said(text: str, before: str) -> bool:
    if text in KEYS | {"use strict"} or SELECTORS.search(before):
        return False
    spoken = re.sub(r"\$\{[^}]*\}", " ", text)
    return has_words(spoken) and (is_sentence(spoken) or bool(TO_PEOPLE.search(before)))
