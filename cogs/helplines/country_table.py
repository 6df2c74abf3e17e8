"""Writes `data/country_names.csv` from CLDR (through Babel): every country's name in the languages we know.

Run `python -m cogs.helplines.country_table` after Babel was updated; a test compares the file with it.
"""

import csv
import io
import re
import sys
from pathlib import Path
from typing import cast

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages

from cogs.helplines.tables import DATA

TABLE = DATA / "country_names.csv"
COLUMNS = ("country", "alpha3", "language", "name")

# The languages of Discord's own interface: those in which an autocomplete may be asked.
DISCORD_LANGUAGES = (
    "en", "id", "da", "de", "es", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt_BR", "pt", "ro", "fi", "sv", "vi",
    "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh_Hans", "zh_Hant", "ja", "ko",
)  # fmt: skip

# CLDR's territories that are not countries on ISO 3166-1's list, or only reserved or made up in it.
_NOT_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
# Withdrawn three-letter codes that CLDR still maps to their successor.
_WITHDRAWN = frozenset({"BUR", "ZAR", "DDR", "FXX", "TMP", "YMD"})


def rows() -> list[tuple[str, str, str, str]]:
    """(country, three-letter code, language, name), in order of country; Discord's languages, then native ones."""
    three = _alpha3()
    found: list[tuple[str, str, str, str]] = []
    for country in _countries():
        natives = get_official_languages(country, regional=True, de_facto=True)
        for language in dict.fromkeys((*DISCORD_LANGUAGES, *natives)):
            name = _name(language, country)
            if name:
                found.append((country, three.get(country, ""), language, name))
    return found


def text() -> str:
    """The table as it is stored."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows())
    return out.getvalue()


def _countries() -> list[str]:
    territories = _territories(Locale("en"))
    return sorted(code for code in territories if re.fullmatch("[A-Z]{2}", code) and code not in _NOT_COUNTRIES)


def _alpha3() -> dict[str, str]:
    aliases = cast("dict[str, list[str]]", get_global("territory_aliases"))
    return {
        targets[0]: code
        for code, targets in aliases.items()
        if re.fullmatch("[A-Z]{3}", code) and len(targets) == 1 and code not in _WITHDRAWN
    }


def _name(language: str, country: str) -> str | None:
    try:
        locale = Locale.parse(language)
    except UnknownLocaleError:  # a language of a country in which CLDR has no words
        return None
    return _territories(locale).get(country)


def _territories(locale: Locale) -> dict[str, str]:
    return cast("dict[str, str]", locale.territories)


def write(path: Path = TABLE) -> None:
    path.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    write()
    sys.exit(0)
