"""Which country a person means: by name in any language we know, code, flag or common alias; else none at all.

There is no default country and no guess. What could mean two countries means none.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from cogs.helplines.tables import DATA, read

INTERNATIONAL = "ZZ"
LONGEST = 100

_FIRST_INDICATOR = 0x1F1E6
_TAG_BASE = 0xE0000
_BLACK_FLAG, _CANCEL_TAG = "\U0001f3f4", "\U000e007f"
_SHORTCODE = re.compile(r":flag[-_]([a-z]{2}):", re.IGNORECASE)
_REGION = re.compile(r"([A-Za-z]{2})-([A-Za-z0-9]{1,3})")
# Short words mean too many things without their accents: Vietnamese "Áo" is Austria, "ao" is Angola's code.
_SHORTEST_BARE = 4
_CHINESE = {"zh_cn": "zh_hans", "zh_tw": "zh_hant", "zh_hk": "zh_hant", "zh": "zh_hans"}


@dataclass(frozen=True, slots=True)
class Country:
    """One country, and the part of it that the person named, if they did (ISO 3166-1 and 3166-2)."""

    code: str
    region: str | None = None

    @property
    def flag(self) -> str:
        return "".join(chr(_FIRST_INDICATOR + ord(letter) - ord("A")) for letter in self.code)

    @property
    def key(self) -> str:
        """What `find` reads back as this country: `GB`, `GB-SCT`."""
        return self.region or self.code


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of an autocomplete: what is shown, and what `find` reads back."""

    label: str
    country: Country

    @property
    def value(self) -> str:
        return self.country.key


# ISO 3166-1 gives these a code of their own; our lines for them are regional lines of the country named here.
_SERVED_AS = {"PR": Country("US", "US-PR")}


def find(text: str) -> Country | None:
    """The one country that the whole of `text` names; None when it names none, or more than one. Never raises."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        return None
    known = _known()
    flagged = _flagged(text)
    if flagged is not None:
        return (flagged if flagged.region else _served_as(flagged.code)) if flagged.code in _names() else None
    if part := _REGION.fullmatch(text):
        region = text.upper()
        return Country(part[1].upper(), region) if region in _regions() else None
    exact = known.exact.get(_folded(text))
    if exact is not None:
        return _only(exact)
    bare = _bare(text)
    return _only(known.bare.get(bare, frozenset())) if len(bare) >= _SHORTEST_BARE else None


def suggest(prefix: str, locale: str | None, limit: int = 25, held: Container[str] = ()) -> list[Suggestion]:
    """Countries whose name (in the reader's language first, then in any) starts so; at most `limit`.

    Those in `held` come before the others, each part from A to Z.
    """
    wanted = _bare(prefix[:LONGEST])
    named = find(prefix)
    ranked: list[tuple[int, bool, str, Suggestion]] = []
    elsewhere = _named_so(wanted)
    for code, own, suggestion in _spoken(locale):
        if own.startswith(wanted):
            rank = 1
        elif code in elsewhere:
            rank = 2
        elif f" {wanted}" in own:
            rank = 3
        else:
            continue
        ranked.append((rank, suggestion.country.code not in held, own, suggestion))
    ranked.sort(key=lambda found: found[:3])
    suggestions = [found[3] for found in ranked]
    if named is not None:
        first = next((one for one in suggestions if one.country == named), Suggestion(_label(named, locale), named))
        suggestions = [first, *(one for one in suggestions if one.country != named)]
    return suggestions[:limit]


def _named_so(start: str) -> frozenset[str]:
    """The countries that have a name, in whatever language, that begins so (folded)."""
    names = _known().sorted_names
    first, after = bisect_left(names, (start, "")), bisect_left(names, (f"{start}\U0010ffff", ""))
    return frozenset(code for _, code in names[first:after])


@lru_cache(maxsize=64)
def _spoken(locale: str | None) -> tuple[tuple[str, str, Suggestion], ...]:
    """Of each country: its code, its folded name in that language, and what is shown for it. Somebody who types waits
    after each letter, so nothing of this is worked out twice."""
    named = ((code, name(code, locale)) for code in _names())
    return tuple(
        (code, _bare(shown), Suggestion(f"{Country(code).flag} {shown}", _served_as(code))) for code, shown in named
    )


def name(code: str, locale: str | None = None) -> str:
    """The country's name in the language of `locale`, else in English. KeyError for a code that is none."""
    names = _names()[code]
    wanted = (locale or "en").replace("-", "_").lower()
    wanted = _CHINESE.get(wanted, wanted)
    return names.get(wanted) or names.get(wanted.partition("_")[0]) or names["en"]


def region_name(region: str) -> str:
    """The English name of a part of a country, as in `regions.csv`; the code itself where we have none."""
    return _regions().get(region, region)


def codes() -> frozenset[str]:
    """Every country code that `find` knows."""
    return frozenset(_names())


def _served_as(code: str) -> Country:
    return _SERVED_AS.get(code, Country(code))


def _label(country: Country, locale: str | None) -> str:
    shown = name(country.code, locale)
    if country.region:
        shown = f"{region_name(country.region)} ({shown})"
    return f"{country.flag} {shown}"


@cache
def _names() -> dict[str, dict[str, str]]:
    """Country -> language -> name. Apart from `_known`, so that whoever only shows a name waits for nothing else."""
    names: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in read(DATA / "country_names.csv"):
        names[row["country"]][row["language"].lower()] = row["name"]
    return dict(names)


@cache
def _regions() -> dict[str, str]:
    return {row["region"]: row["name"] for row in read(DATA / "regions.csv")}


@dataclass(frozen=True, slots=True)
class _Known:
    exact: dict[str, frozenset[Country]]  # folded name, code or alias -> what it may mean
    bare: dict[str, frozenset[Country]]  # the same without accents
    sorted_names: list[tuple[str, str]]  # folded name in any language, and its country


@cache
def _known() -> _Known:
    # Codes come once for every language, and many names are the same in several: each is folded once.
    folded, stripped = cache(_folded), cache(_bare)
    exact: defaultdict[str, set[Country]] = defaultdict(set)
    bare: defaultdict[str, set[Country]] = defaultdict(set)
    aliases: defaultdict[str, set[Country]] = defaultdict(set)
    for said, country in _aliases():
        aliases[said].add(country)
    for row in read(DATA / "country_names.csv"):
        code, country = row["country"], _served_as(row["country"])
        for said in (row["name"], code, row["alpha3"]):
            if folded(said):
                exact[folded(said)].add(country)
        bare[stripped(row["name"])].add(country)
    # What people mean in everyday speech goes before what some language happens to call another country.
    for said, meant in aliases.items():
        exact[folded(said)] = meant
        bare[stripped(said)] = meant
    return _Known(
        exact={said: frozenset(found) for said, found in exact.items()},
        bare={said: frozenset(found) for said, found in bare.items()},
        sorted_names=sorted({(stripped(said), code) for code, found in _names().items() for said in found.values()}),
    )


def _aliases() -> Iterator[tuple[str, Country]]:
    for row in read(DATA / "country_aliases.csv"):
        yield row["alias"], Country(row["country"], row["region"] or None)


def _only(found: frozenset[Country]) -> Country | None:
    return next(iter(found)) if len(found) == 1 else None


def _flagged(text: str) -> Country | None:
    """The country of a flag emoji or its short code, whether or not we know that country."""
    text = text.replace("\ufe0f", "")
    if short := _SHORTCODE.fullmatch(text):
        return Country(short[1].upper())
    letters = [ord(character) - _FIRST_INDICATOR for character in text]
    if len(letters) == 2 and all(0 <= letter < 26 for letter in letters):
        return Country("".join(chr(ord("A") + letter) for letter in letters))
    if text.startswith(_BLACK_FLAG) and text.endswith(_CANCEL_TAG):
        tags = "".join(chr(ord(c) - _TAG_BASE) for c in text[1:-1] if 0x20 <= ord(c) - _TAG_BASE < 0x7F)
        return find(f"{tags[:2]}-{tags[2:]}") or Country("")
    return None


def _folded(text: str) -> str:
    """Lower case, one space between words, no punctuation, no leading "the"; accents are kept."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"['’.]", "", text)
    text = re.sub(r"(?<=\w)\s*&\s*(?=\w)", " and ", text)  # alone it is no word: AND is Andorra's code
    text = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in text)
    words = text.split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def _bare(text: str) -> str:
    """`_folded`, without the accents of Latin, Greek and Cyrillic; marks of other scripts are letters themselves."""
    parts = unicodedata.normalize("NFKD", _folded(text))
    return unicodedata.normalize("NFKC", "".join(c for c in parts if not 0x300 <= ord(c) <= 0x36F))
