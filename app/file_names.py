"""Names of files as people see them; in storage nothing is called by them."""

from pathlib import PurePosixPath

LONGEST = 255  # characters, as most systems that the file is saved on take them


def clean(name: str) -> str:
    """The last part of a name, without control and formatting characters, at most 255 long; blank where none is left.

    What has to go goes before the extension, so that the file still opens with what made it.
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(_shown(character) for character in last)
    name = " ".join(shown.split())
    return _shortened(name) if name.strip(".") else ""


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    return character if character.isprintable() else ""


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    extension = PurePosixPath(name).suffix
    if len(extension) > LONGEST // 4:  # a dot somewhere in a sentence
        extension = ""
    return name[: LONGEST - len(extension)].rstrip() + extension
