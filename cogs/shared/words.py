"""What people read, in their language: gettext catalogues, English in the source, named fields.

A catalogue is a `.po` file under `locale/`, read in memory when somebody first needs it: no build step. What
a language does not have, or whose translation asks for a field we do not give, is said in English.
"""

import gettext
import io
import logging
import re
from collections.abc import Iterable
from datetime import date, time
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from cogs.shared.words_pseudo import PSEUDO, PseudoTranslations

log = logging.getLogger(__name__)

ENGLISH = "en"
DOMAIN = "circlekeeper"
CATALOGUES = Path(__file__).parent / "locale"

_FIELD = re.compile(r"\{\{|\}\}|\{([a-z_][a-z0-9_]*)\}")


@lru_cache(maxsize=8192)
def fields_of(message: str) -> frozenset[str]:
    """The names between single braces; `{{` and `}}` are plain braces."""
    return frozenset(found for found in _FIELD.findall(message) if found)


def mark(message: str) -> str:
    """The same string; marks it for translators where it is declared. Say it later with `w.marked`."""
    return message


def command_text(text: str) -> str:
    """Like `mark`, for descriptions of commands and options: Discord shows them in the reader's language."""
    return text


class Words:
    """Says the bot's sentences in one language."""

    def __init__(self, locale: str, translations: gettext.NullTranslations) -> None:
        self.locale = locale
        self._translations = translations

    def __call__(self, message: str, /, **values: object) -> str:
        """`message` (a literal: translators must see it) in this language, its `{named}` fields filled in."""
        return self.marked(message, **values)

    def marked(self, message: str, /, **values: object) -> str:
        """The same for a string that is marked elsewhere: by `mark`, or in a data file."""
        said = self._translations.gettext(message) if message else ""
        return _filled(said, message, values)

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """The form that this language uses for `n`; `{n}` is given."""
        source = one if n == 1 else many
        return _filled(self._translations.ngettext(one, many, n), source, {"n": n, **values})

    def listed(self, items: Iterable[str]) -> str:
        """`a, b and c`, as this language joins them."""
        return format_list(list(items), locale=self._babel)

    def day(self, day: date) -> str:
        """A date with its weekday and year, the month as a word: never 03/04"""
        return format_date(day, "full", locale=self._babel)

    def short_day(self, day: date) -> str:
        """Day and month alone, the month as a word, for labels."""
        return format_skeleton("MMMd", day, locale=self._babel)

    def short_weekday(self, day: date) -> str:
        return format_date(day, "EEE", locale=self._babel)

    def weekday_name(self, day: date) -> str:
        return format_date(day, "EEEE", locale=self._babel)

    def month_name(self, month: int) -> str:
        """`month` from 1 to 12."""
        return format_date(date(2024, month, 1), "LLLL", locale=self._babel)

    def time_of_day(self, at: time) -> str:
        """Hours and minutes, 24-hour clock: the same in each language, never am or pm."""
        return format_time(at, "HH:mm", locale=self._babel)

    @property
    def _babel(self) -> Locale:
        return _babel(self.locale)


class Catalogues:
    """The languages of one folder: `<locale>/LC_MESSAGES/circlekeeper.po` each."""

    def __init__(self, folder: Path) -> None:
        self._files = {
            file.parent.parent.name.replace("-", "_"): file
            for file in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
        }
        self._known = {name.lower(): name for name in (*self._files, ENGLISH, PSEUDO)}
        self._loaded: dict[str, Words] = {}

    def words_for(self, locale: str | None) -> Words:
        """For a Discord locale such as `pt-BR`: that one, else its language, else English."""
        name = self._nearest((locale or ENGLISH).replace("-", "_"))
        if name not in self._loaded:
            self._loaded[name] = Words(name, self._translations(name))
        return self._loaded[name]

    def _nearest(self, wanted: str) -> str:
        return self._known.get(wanted.lower()) or self._known.get(wanted.partition("_")[0].lower()) or ENGLISH

    def _translations(self, name: str) -> gettext.NullTranslations:
        if name == PSEUDO:
            return PseudoTranslations()
        file = self._files.get(name)
        if file is None:
            return gettext.NullTranslations()
        try:
            return read_catalogue(file)
        except (OSError, ValueError, PoFileError) as error:
            # Somebody may need help in the next second: English is better than nothing. A test loads each.
            log.error("no catalogue for %s (%s): English", name, type(error).__name__)  # noqa: TRY400 - no trace
            return gettext.NullTranslations()


def read_catalogue(file: Path) -> gettext.GNUTranslations:
    """A `.po` file, compiled in memory. Fuzzy entries are left out: nobody has looked at them."""
    compiled = io.BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, abort_invalid=True))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def _shipped() -> Catalogues:
    return Catalogues(CATALOGUES)


@lru_cache(maxsize=64)
def words_for(locale: str | None) -> Words:
    """The words for a Discord locale (None: unknown) from the catalogues we ship; English without one."""
    return _shipped().words_for(locale)


@cache
def _babel(locale: str) -> Locale:
    # British English writes the day before the month, as most of the world reads it.
    return Locale.parse("en_GB" if locale in (ENGLISH, PSEUDO) else locale)


def _filled(said: str, source: str, values: dict[str, object]) -> str:
    if not fields_of(said) <= values.keys():
        said = source
    if "{" not in said and "}" not in said:
        return said

    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        return found.group()[0] if name is None else str(values[name])

    return _FIELD.sub(value, said)
