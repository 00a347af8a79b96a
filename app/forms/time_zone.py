"""The field for a time zone: any name that zoneinfo knows; offered as one types are those that every server knows."""

from functools import lru_cache
from importlib.resources import files
from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import ValidationError

# Names of the database itself that are no place: offsets with their sign turned round, and its own copies.
NO_PLACE = ("Etc/", "posix/", "right/", "SystemV/")
UNKNOWN = _("There is no such time zone: choose one from the list, such as Asia/Shanghai or Europe/Berlin.")


@lru_cache
def zones() -> dict[str, str]:
    """Every name that can be chosen, by itself in lower case: places, and UTC."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith(NO_PLACE))
    return {name.lower(): name for name in sorted([*places, "UTC"])}


@lru_cache
def offered() -> list[str]:
    """The names of today's places, by zone.tab, and UTC. Older names, such as US/Pacific, are no names to a PostgreSQL
    on Debian 13 without the package tzdata-legacy: whoever types one is told so by the database."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines()
    return sorted(["UTC", *(line.split("\t")[2] for line in table if line and not line.startswith("#"))])


class TimeZoneField(StringField):  # type: ignore[misc]
    """A zone's name in any case; its data is the name as zoneinfo writes it. Needs `zone_list()` on the page."""

    def __init__(self, label: str, **options: Any) -> None:
        look = {"list": "time-zones", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(label, **{"render_kw": look, "description": _("Type a city, and choose."), **options})

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed, or the known name in its place."""
        typed = "".join(valuelist).strip().replace("\0", "")
        self.data = zones().get(typed.replace(" ", "_").lower(), typed)

    def pre_validate(self, _form: object) -> None:
        """Refuse what is no zone."""
        if self.data not in zones().values():
            raise ValidationError(UNKNOWN)
