"""Templates are compiled once for each language with its words in them, so that no page looks them up again."""

from collections.abc import Callable, Mapping, MutableMapping
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

from flask.templating import Environment
from flask_babel import force_locale, get_locale, get_translations, gettext
from flask_babel.speaklater import LazyString
from jinja2 import Template, nodes
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from app.sentence_gaps import gap


class Calling(Context):
    """Calls plain functions and macros, which are nearly all that templates call, without Jinja's questions to each."""

    def call(self, called: Any, /, *args: Any, **named: Any) -> Any:
        """Call it as Jinja does."""
        if type(called) is FunctionType and not hasattr(called, "jinja_pass_arg"):
            named.pop("_loop_vars", None)
            named.pop("_block_vars", None)
            return called(*args, **named)
        if type(called) is Macro:
            named.pop("_loop_vars", None)
            named.pop("_block_vars", None)
            return called(self.eval_ctx, *args, **named)
        return super().call(called, *args, **named)


class TranslatedTemplates(Environment):
    """The application's templates; who asks for one gets it as compiled for the language of the moment.

    Templates that are made of strings, and all of them outside of requests, look words up when they are shown.
    """

    context_class = Calling
    language: str | None = None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.languages: dict[str, TranslatedTemplates] = {}
        self.spoken = self.globals

    def get_template(self, name: str | Template, *args: Any, **options: Any) -> Template:
        """The template in the language of the moment."""
        return super(TranslatedTemplates, self._of_the_moment()).get_template(name, *args, **options)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One plain dictionary for all templates, where Jinja looks through a chain of two for every name."""
        return super().make_globals(d) if d else self.spoken

    def _of_the_moment(self) -> "TranslatedTemplates":
        locale = None if self.language else get_locale()
        if locale is None:
            return self
        language = str(locale)
        if language not in self.languages:
            theirs = self.overlay()
            theirs.language = language
            with force_locale(language):
                theirs.spoken = {name: _spoken(value) for name, value in self.globals.items()}
            self.languages[language] = theirs
        return self.languages[language]

    def _generate(self, source: nodes.Template, name: str | None, *args: Any, **options: Any) -> str:
        """Jinja's hook between reading a template and making Python of it."""
        if self.language:
            is_markup = self.autoescape(name) if callable(self.autoescape) else self.autoescape
            with force_locale(self.language):
                source = _Words(Markup if is_markup else str).visit(source)
        return super()._generate(source, name, *args, **options)


def _spoken(value: Any) -> Any:
    """A module of words, or a function that says things, for the language of the moment only; all else is as it is.

    What belongs to a request, like its session, must never be kept here: only these two kinds are looked into.
    """
    if type(value) is ModuleType:
        return SimpleNamespace(**{name: _looked_up(each) for name, each in vars(value).items() if name[0] != "_"})
    if type(value) is FunctionType and hasattr(value, "known"):
        return _of_texts(value.known, get_translations())
    return value


def _looked_up(value: Any) -> Any:
    if isinstance(value, LazyString):
        return Markup(value)  # noqa: S704  a text of ours, which may hold elements
    if isinstance(value, Mapping):
        return {key: _looked_up(each) for key, each in value.items()}
    return value


def _of_texts(known: Callable[..., Any], texts: object) -> Callable[..., Any]:
    return lambda *arguments, **named: known(texts, *arguments, **named)


class _Words(NodeTransformer):
    """Puts texts in the place of the calls that look them up; what is filled into them is left to the page."""

    def __init__(self, kind: type[str]) -> None:
        self.kind = kind

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
            return node
        if node.node.name == "gap":
            return self._text(node, gap())
        if node.node.name == "_" and isinstance(node.args[0], nodes.Const):
            return self._filled(node, self.kind(gettext(node.args[0].value)))
        return node

    def _filled(self, call: nodes.Call, text: str) -> nodes.Expr:
        """As `%` does it for Jinja's own gettext: a text is a format even where nothing is filled in."""
        if not call.kwargs:
            return self._text(call, text % {})
        pairs = [nodes.Pair(self._text(call, each.key), each.value) for each in call.kwargs]
        return nodes.Mod(self._text(call, text), nodes.Dict(pairs), lineno=call.lineno, environment=call.environment)

    @staticmethod
    def _text(call: nodes.Call, text: str) -> nodes.Const:
        return nodes.Const(text, lineno=call.lineno, environment=call.environment)
