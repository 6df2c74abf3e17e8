"""The directory: read from the package at start, answered from memory, never from another country."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from itertools import islice
from pathlib import Path

from cogs.helplines.countries import INTERNATIONAL, Country
from cogs.helplines.helpline import CHANNELS, GROUPS, TOPICS, Helpline, helpline, is_stale
from cogs.helplines.hours import ALWAYS, open_now
from cogs.helplines.rules import DISTRESS, Openness, Wish, fit, fits_topic, openness, ranked, serves
from cogs.helplines.tables import DATA, read

FILES = ("helplines_english.csv", "helplines_world.csv")
FIRST = 2
STALE_AFTER = timedelta(days=365)

# Topics for which people also meet: the finders of meetings are the fallback where no line is known.
MEETING_TOPICS = frozenset({"alcohol", "drugs", "gambling", "meetings"})


class Gap(StrEnum):
    """Something that the answer does not hold; each is said in plain words."""

    COUNTRY = "country"  # we hold nothing for this country
    TOPIC = "topic"  # no line for this topic there
    WEBSITE_ONLY = "website-only"  # for this topic only a website is known
    LANGUAGE = "language"
    CHANNEL = "channel"
    AUDIENCE = "audience"
    ALL_HOURS = "all-hours"  # no line there is known to answer day and night
    NOT_OPEN = "not-open"  # none of the first lines is known to be open now
    REGION = "region"  # the first lines serve parts of the country; the person did not say where they are


@dataclass(frozen=True, slots=True)
class Entry:
    """One service: its best line for this person, and the same service's other lines."""

    line: Helpline
    also: tuple["Entry", ...]
    is_open: bool | None
    stale: bool
    """The newest evidence is older than the set age, or undated."""

    @property
    def lines(self) -> tuple[Helpline, ...]:
        return (self.line, *(entry.line for entry in self.also))


@dataclass(frozen=True, slots=True)
class Answer:
    """What to show, in this order. Every line is the country's own; finders and directories are international."""

    country: Country
    wish: Wish
    at: datetime
    emergency: tuple[Entry, ...]
    primary: tuple[Entry, ...]
    """At most two."""
    more: tuple[Entry, ...]
    finders: tuple[Entry, ...]
    """Finders of meetings, where the topic has such."""
    directories: tuple[Entry, ...]
    """Never empty."""
    gaps: tuple[Gap, ...]
    regions: tuple[str, ...]
    """The parts of the country for which there are lines of their own."""

    @property
    def held(self) -> bool:
        return Gap.COUNTRY not in self.gaps

    @property
    def entries(self) -> tuple[Entry, ...]:
        return (*self.emergency, *self.primary, *self.more, *self.finders, *self.directories)


class Directory:
    """All lines, in memory."""

    def __init__(self, lines: Iterable[Helpline]) -> None:
        self._lines = {line.id: line for line in lines}
        by_country: dict[str, list[Helpline]] = {}
        for line in self._lines.values():
            by_country.setdefault(line.country, []).append(line)
        self._by_country = {country: tuple(held) for country, held in by_country.items()}

    @classmethod
    def load(cls, folder: Path = DATA) -> "Directory":
        """The lines that the package carries. OSError or KeyError when a file or column is missing."""
        return cls(helpline(row) for name in FILES for row in read(folder / name))

    @property
    def countries(self) -> frozenset[str]:
        """The codes of the countries that we hold lines for."""
        return frozenset(self._by_country) - {INTERNATIONAL}

    @property
    def all(self) -> tuple[Helpline, ...]:
        return tuple(self._lines.values())

    def line(self, line_id: str) -> Helpline | None:
        return self._lines.get(line_id)

    def lines(self, country: str) -> tuple[Helpline, ...]:
        return self._by_country.get(country, ())

    def topics(self, country: str) -> tuple[str, ...]:
        """The topics with a line of that country's own, in our order."""
        held = {topic for line in self.lines(country) for topic in line.topics}
        return tuple(topic for topic in TOPICS if topic in held)

    def answer(
        self,
        country: Country,
        *,
        topic: str | None = None,
        audience: str | None = None,
        language: str | None = None,
        channel: str | None = None,
        spared: str | None = None,
        at: datetime,
        own: Sequence[Helpline] = (),
        hidden: Container[str] = (),
        stale_after: timedelta = STALE_AFTER,
    ) -> Answer:
        """What to show somebody in `country` (and in its `region`, if they named one) at `at`.

        `own` are the server's lines, `hidden` the ids that its moderators took out; emergency numbers and directories
        cannot be hidden. `spared` is what makes it hard to ask (`rules.POLICE`, `rules.COST`). ValueError for a topic,
        audience or channel that is none of ours.
        """
        _known(topic, TOPICS)
        _known(audience, GROUPS)
        _known(channel, CHANNELS)
        wish = Wish(topic, audience, language, channel, country.region, spared)
        ours = self.lines(country.code)
        theirs = [replace(line, own=True) for line in own if line.country == country.code]
        usable = [
            line for line in (*ours, *theirs) if not line.urgent and line.id not in hidden and serves(line, wish.region)
        ]

        def entries(lines: Iterable[Helpline]) -> tuple[Entry, ...]:
            return tuple(_entry(line, (), at, stale_after) for line in lines)

        fitting = _services(
            ranked((line for line in usable if fits_topic(line, topic)), wish, at), usable, at, stale_after
        )
        general = replace(wish, topic=None)
        distress = _services(
            ranked((line for line in usable if fits_topic(line, None)), general, at), usable, at, stale_after
        )
        primary = _first(fitting, distress, wish, at)
        shown = {line.id for entry in primary for line in entry.lines}
        more = [
            entry
            for entry in _unique((*fitting, *distress, *entries(_rest(usable, wish))))
            if entry.line.id not in shown
        ]
        return Answer(
            country=country,
            wish=wish,
            at=at,
            emergency=entries(line for line in ours if line.urgent),
            primary=primary,
            more=tuple(more),
            finders=entries(line for line in self._finders(wish) if line.id not in hidden),
            directories=entries(self._directories(wish)),
            gaps=_gaps(wish, bool(ours), fitting, primary, usable, at),
            regions=tuple(sorted({line.region for line in ours if line.region})),
        )

    def _finders(self, wish: Wish) -> list[Helpline]:
        if wish.topic not in MEETING_TOPICS:
            return []
        finders = (line for line in self.lines(INTERNATIONAL) if "meetings" in line.topics)
        return [line for line in finders if wish.topic in line.topics]

    def _directories(self, wish: Wish) -> list[Helpline]:
        """The general directory always; a narrower one when it fits."""
        held = [line for line in self.lines(INTERNATIONAL) if line.topics[0] == "directory"]
        return [line for line in held if len(line.topics) == 1 or _asked(line, wish)]


def _known(value: str | None, allowed: tuple[str, ...]) -> None:
    if value is not None and value not in allowed:
        raise ValueError(f"{value!r} is none of: {', '.join(allowed)}")


def _asked(line: Helpline, wish: Wish) -> bool:
    wanted = {wish.topic, wish.audience, *(DISTRESS if wish.topic is None else ())}
    return not wanted.isdisjoint(line.topics)


def _entry(line: Helpline, also: tuple[Entry, ...], at: datetime, stale_after: timedelta) -> Entry:
    return Entry(line, also, open_now(line.hours, line.timezone, at), is_stale(line.evidence_date, at, stale_after))


def _services(
    lines: Sequence[Helpline], usable: Sequence[Helpline], at: datetime, stale_after: timedelta
) -> tuple[Entry, ...]:
    """Lines that are one service stand together, at the place of the best of them."""
    found: list[Entry] = []
    taken: set[str] = set()
    for line in lines:
        if line.id in taken:
            continue
        same = [other for other in usable if line.pair and other.pair == line.pair and other.id != line.id]
        taken.update(other.id for other in same)
        also = tuple(_entry(other, (), at, stale_after) for other in same)
        found.append(_entry(line, also, at, stale_after))
    return tuple(found)


def _first(fitting: Sequence[Entry], distress: Sequence[Entry], wish: Wish, at: datetime) -> tuple[Entry, ...]:
    """The two to begin with. Where no line for the topic is answered by a person, or only one for others than
    this person, a line for anyone in distress stands beside it; where only the police answer and somebody fears that, a
    line for anyone in distress comes first.
    """
    if not fitting:
        return _alike(distress, replace(wish, topic=None), at)
    best = fitting[0]
    if distress and fit(best.line, wish, at).police:
        return _alike(distress, replace(wish, topic=None), at)
    groups = 0 if not wish.groups else 1
    if best.line.web_only or fit(best.line, wish, at).audience > groups:
        return tuple(_unique((best, *distress)))[:FIRST]
    return _alike(fitting, wish, at)


def _alike(ranked_entries: Sequence[Entry], wish: Wish, at: datetime) -> tuple[Entry, ...]:
    """The best, and the next one that suits the person no worse."""
    misses = [fit(entry.line, wish, at).misses for entry in ranked_entries]
    alike = (
        entry
        for entry, missed in zip(ranked_entries, misses, strict=True)
        if all(this <= best for this, best in zip(missed, misses[0], strict=True))
    )
    return tuple(islice(alike, FIRST))


def _rest(usable: Sequence[Helpline], wish: Wish) -> Iterable[Helpline]:
    return usable if wish.topic is None else ()


def _unique(entries: Iterable[Entry]) -> list[Entry]:
    found: list[Entry] = []
    seen: set[str] = set()
    for entry in entries:
        if entry.line.id not in seen:
            seen.update(line.id for line in entry.lines)
            found.append(entry)
    return found


def _gaps(
    wish: Wish,
    held: bool,
    fitting: Sequence[Entry],
    primary: Sequence[Entry],
    usable: Sequence[Helpline],
    at: datetime,
) -> tuple[Gap, ...]:
    lines = [line for entry in primary for line in entry.lines]
    found = {
        Gap.COUNTRY: not held,
        Gap.TOPIC: held and wish.topic not in ("emergency", "directory") and not fitting,
        Gap.WEBSITE_ONLY: bool(fitting) and all(entry.line.web_only for entry in fitting),
        Gap.LANGUAGE: bool(lines) and wish.language is not None and not _spoken(lines, wish.language),
        Gap.CHANNEL: bool(lines)
        and wish.channel is not None
        and not any(wish.channel in line.channels for line in lines),
        Gap.AUDIENCE: bool(lines)
        and wish.audience is not None
        and not any(wish.audience in line.groups for line in lines),
        Gap.ALL_HOURS: held and not any(line.hours == ALWAYS and fits_topic(line, None) for line in usable),
        Gap.NOT_OPEN: bool(lines) and all(openness(line, at) is not Openness.OPEN for line in lines),
        Gap.REGION: bool(lines) and wish.region is None and any(entry.line.region for entry in primary),
    }
    return tuple(gap for gap, there in found.items() if there)


def _spoken(lines: Iterable[Helpline], language: str) -> bool:
    return any(line.speaks(language) for line in lines)


@cache
def shipped() -> Directory:
    """The lines that the package carries, read once: they never change while the process lives."""
    return Directory.load()
