"""The names of time zones: which there are, and what a person may have meant by what they typed.

Only the pinned `tzdata` package is read, never the system's copy: the same rules on each machine, and those we tested.
"""

import re
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

import tzdata

from cogs.shared.refusals import RefusedError
from cogs.shared.words import mark

LONGEST = 64
UTC_NAME = "UTC"

_NAME = re.compile(r"[A-Za-z0-9_+/-]+(?: [A-Za-z0-9_+/-]+)*")
_SIGNED = re.compile(r"(?:etc/)?gmt([+-])(\d{1,2})")
_UTC_NAMES = frozenset({"utc", "etc/utc", "uct", "etc/uct", "universal", "etc/universal", "zulu", "etc/zulu"})
# Names that stand for a fixed distance, or for rules of no place: people mean a place with its summer time.
_NO_PLACE = frozenset({
    "gmt", "etc/gmt", "gmt0", "gmt+0", "gmt-0", "etc/gmt0", "etc/gmt+0", "etc/gmt-0", "greenwich", "etc/greenwich",
    "est", "mst", "hst", "est5edt", "cst6cdt", "mst7mdt", "pst8pdt", "cet", "met", "eet", "wet",
    "bst", "cst", "pst", "edt", "cdt", "mdt", "pdt", "ist",
})  # fmt: skip


class ZoneError(RefusedError):
    """What was typed is no zone we take."""


def rules_version() -> str:
    """Which edition of the zone rules this is, such as `2026f`; when it changes, future times are computed again."""
    return tzdata.IANA_VERSION


@cache
def zone_info(name: str) -> ZoneInfo:
    """The rules of a zone by its exact name. Raises ZoneError where there is none."""
    if name not in _zones():
        raise ZoneError(mark("There is no time zone of that name. Pick one from the list."))
    with resources.files(tzdata).joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@cache
def places() -> tuple[str, ...]:
    """The zones to offer: `UTC`, and each `Area/City` that some country uses, in order."""
    lines = resources.files(tzdata).joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines()
    return (UTC_NAME, *sorted(line.split("\t")[2].strip() for line in lines if line and line[0] != "#"))


def zone_named(text: str) -> str:
    """The canonical name of the zone that `text` means: any case, spaces for underscores, old names, a city alone.

    Raises ZoneError with a sentence for the person who typed it.
    """
    name = text.strip()
    if not name or len(name) > LONGEST or not _NAME.fullmatch(name):
        raise ZoneError(mark("A time zone is written like Europe/London. Pick one from the list."))
    wanted = name.replace(" ", "_").lower()
    if wanted in _UTC_NAMES:
        return UTC_NAME
    if wanted in _NO_PLACE:
        raise ZoneError(
            mark("{name} does not say where you are, so it has no summer time. Pick a city near you, or UTC."),
            name=name.upper(),
        )
    if found := _SIGNED.fullmatch(wanted):
        raise _turned_around(found[1], int(found[2]))
    known = _by_lower().get(wanted) or _by_city().get(wanted)
    if known is None:
        raise ZoneError(mark("There is no time zone of that name. Pick one from the list."))
    return known if known in places() else _old_names().get(known, known)


def _turned_around(sign: str, hours: int) -> ZoneError:
    behind = mark("{name} means {hours} hours behind UTC: such names turn the sign around. Pick a city near you.")
    ahead = mark("{name} means {hours} hours ahead of UTC: such names turn the sign around. Pick a city near you.")
    return ZoneError(behind if sign == "+" else ahead, name=f"Etc/GMT{sign}{hours}", hours=str(hours))


@cache
def _zones() -> frozenset[str]:
    names = resources.files(tzdata).joinpath("zones").read_text(encoding="utf-8").split()
    return frozenset(names) - {"Factory"}


@cache
def _by_lower() -> dict[str, str]:
    return {name.lower(): name for name in _zones()}


@cache
def _by_city() -> dict[str, str]:
    """City names that only one offered zone has."""
    cities: dict[str, list[str]] = {}
    for name in places():
        cities.setdefault(name.rpartition("/")[2].lower(), []).append(name)
    return {city: names[0] for city, names in cities.items() if len(names) == 1}


@cache
def _old_names() -> dict[str, str]:
    """Old name to present one, from the `L target name` lines of the package's source."""
    text = resources.files(tzdata).joinpath("zoneinfo", "tzdata.zi").read_text(encoding="utf-8")
    links = (line.split() for line in text.splitlines() if line.startswith("L "))
    return {name: target for _, target, name in links}
