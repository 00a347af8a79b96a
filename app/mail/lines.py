"""Text from elsewhere as it may stand in a header, a column or a terminal."""


def one_line(text: str) -> str:
    """Without what could end a line or is not to be seen."""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())
