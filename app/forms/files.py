"""Why a file that somebody chose is not taken, in the reader's language."""

from flask_babel import gettext

from app.storage import Unacceptable


def why_not(refused: Unacceptable, most_mb: int) -> str:
    """One sentence with the remedy; `most_mb` is how large a file may be here."""
    name = refused.file_name
    sentences = {
        "empty": gettext("%(name)s is empty: choose the file that was meant.", name=name),
        "too_large": gettext("%(name)s is larger than %(max)d MB: choose a smaller one.", name=name, max=most_mb),
        "nameless": gettext("One of the files has no name: give it one."),
        "kind": gettext(
            "%(name)s is by its content of a kind that is not taken here: save it as another kind.", name=name
        ),
        "too_many": gettext("These are more files than are taken at once: put them into one archive."),
        "address": gettext("Address: it begins with http:// or https:// and holds no spaces."),
    }
    return str(sentences[refused.why])
