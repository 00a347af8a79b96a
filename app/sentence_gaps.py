"""Between two sentences that stand side by side in a template English has a blank, and Chinese has none."""

import re

from flask_babel import get_locale
from jinja2.ext import Extension

SENTENCE = r"\{\{ (?:_|ngettext)\((?:[^{}]|\{(?!\{)|\}(?!\}))*\) \}\}"
CONDITION = r"\{% (?:if|elif|else|endif)\b[^%]*%\}"
# Two sentences with blanks, line ends and conditions between them; the second is only looked at.
SIDE_BY_SIDE = re.compile(rf"({SENTENCE})(\s(?:\s|{CONDITION})*)(?={SENTENCE})")


class SentenceGaps(Extension):
    """Puts `{{ gap() }}` between sentences before a template is compiled; line numbers stay what they are."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Take the blanks away that stand between two sentences, and leave it to the language whether one is shown."""
        return SIDE_BY_SIDE.sub(_with_gap, source)


def _with_gap(found: re.Match[str]) -> str:
    between = found[2].replace("{% ", "{%- ").replace(" %}", " -%}")
    return f"{found[1]}{{{{ gap() -}}}}{between}"


def gap() -> str:
    """What stands between two sentences of the reader's language."""
    return "" if get_locale().language == "zh" else " "
