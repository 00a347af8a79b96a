"""What a closing did by itself, in words: read from the `effects` that the history keeps."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

AT_MOST = 12  # names in one sentence; the others are counted


def read(effects: Mapping[str, Any]) -> list[str]:
    """Sentences about a grouping or about roles that were given; none where it is neither."""
    if "grouped" in effects:
        return [*_grouping(effects), *_draw(effects)]
    if "given" in effects:
        return [_giving(len(effects["given"])), *_draw(effects)]
    return []


def listed(names: Sequence[str]) -> str:
    """Names one after the other; those beyond the first dozen are counted."""
    shown, others = str(_(", ")).join(names[:AT_MOST]), len(names) - AT_MOST
    return (
        str(ngettext("%(names)s and %(num)d more", "%(names)s and %(num)d more", others, names=shown))
        if others > 0
        else shown
    )


def _grouping(effects: Mapping[str, Any]) -> list[str]:
    number, cancelled = effects["grouped"], effects.get("cancelled_invitations", 0)
    if not number:
        return [str(_("Every student was in a team already.")), *_teams(effects)]
    said = [ngettext("Put %(num)d student into a team.", "Put %(num)d students into teams.", number)]
    said += _teams(effects)
    if cancelled:
        said.append(ngettext("Cancelled %(num)d invitation.", "Cancelled %(num)d invitations.", cancelled))
    return [str(sentence) for sentence in said]


def _teams(effects: Mapping[str, Any]) -> list[str]:
    """Which teams were made and filled, and which are out of range."""
    made, filled, flagged = ([one["name"] for one in effects.get(part, ())] for part in ("made", "filled", "flagged"))
    said = []
    if made:
        names = listed(made)
        said.append(ngettext("Made %(num)d team: %(names)s.", "Made %(num)d teams: %(names)s.", len(made), names=names))
    if filled:
        names = listed(filled)
        said.append(
            ngettext("Filled %(num)d team: %(names)s.", "Filled %(num)d teams: %(names)s.", len(filled), names=names)
        )
    if flagged:
        said.append(_("Smaller or larger than planned: %(names)s.", names=listed(flagged)))
    return said


def _giving(number: int) -> str:
    if not number:
        return str(_("Every required role was held already."))
    return str(ngettext("Gave %(num)d role that nobody held.", "Gave %(num)d roles that nobody held.", number))


def _draw(effects: Mapping[str, Any]) -> list[str]:
    return [str(_("Drawn with the seed %(seed)s.", seed=effects["seed"]))] if effects.get("seed") else []
