"""Names of files as people see them; in storage nothing is called by them."""

import re
from pathlib import PurePosixPath
from urllib.parse import quote

LONGEST = 255  # characters, as most systems that the file is saved on take them
MOST_BYTES = 240  # of UTF-8, which is what Linux counts, with room for a number
EXTENSION = re.compile(r"(?:(?<=[^.])\.\w{1,10})?$")
FORBIDDEN = re.compile(r'[<>:"/\\|?*]')  # on Windows, and what parts a path anywhere
NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


def clean(name: str) -> str:
    """The last part of a name, without control and formatting characters, at most 255 long; blank where none is left.

    What has to go goes before the extension, so that the file still opens with what made it.
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(_shown(character) for character in last)
    name = " ".join(shown.split())
    return _shortened(name) if name.strip(".") else ""


def portable(name: str) -> str:
    """A name of a file or folder that every system takes, for what is unpacked elsewhere; never blank."""
    plain = clean(FORBIDDEN.sub("-", name)).rstrip(". ") or "-"
    if plain.partition(".")[0].lower() in RESERVED:
        plain = f"-{plain}"
    extension = PurePosixPath(plain).suffix
    stem = plain.removesuffix(extension)
    while len((stem + extension).encode()) > MOST_BYTES:
        stem, extension = (stem[:-1], extension) if stem else (extension, "")
    return stem + extension


def disposition(name: str, ending: str) -> str:
    """The header by which browsers keep an answer as a file of this name, in whatever script (RFC 6266).

    `name` comes without its ending; what no file system takes becomes a dash.
    """
    whole = NOT_IN_A_NAME.sub("-", name).strip(" .-") or "stageclock"
    plain = re.sub(r"[^\w .()-]+", "-", whole, flags=re.ASCII).strip(" .-") or "stageclock"
    encoded = quote(f"{whole}.{ending}", safe="")
    return f"attachment; filename=\"{plain}.{ending}\"; filename*=UTF-8''{encoded}"


def unlike(name: str, taken: set[str]) -> str:
    """The name, numbered where it is taken already, for systems that ignore case too; takes it."""
    found = EXTENSION.search(name)
    extension = found[0] if found else ""
    number, chosen = 1, name
    while chosen.casefold() in taken:
        number += 1
        chosen = f"{name.removesuffix(extension)} ({number}){extension}"
    taken.add(chosen.casefold())
    return chosen


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
