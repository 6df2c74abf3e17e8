"""Rules for the numbers of one row, against the number plans that `phonenumbers` knows.

Valid means that the number can exist in that country, not that the right people answer it.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType, shortnumberinfo

from cogs.helplines.checks_rows import Row
from cogs.helplines.countries import INTERNATIONAL
from cogs.helplines.helpline import menu
from cogs.helplines.tables import DATA, read

NOT_FROM_ABROAD = "no"

# Short codes end here; a longer number without a country code has been forgotten, not left out.
_LONGEST_SHORT = 6
_E164 = re.compile(r"\+\d{5,15}")
# Free numbers of the countries that share +1 are not told apart by the plan; Puerto Rico has a code of its own.
_SHARED = {1}
_WITHIN = {"US": frozenset({"PR"})}


def phone(row: Row) -> Iterator[str]:
    """The number as dialled and the number with its country code are one, valid, and of that country."""
    written, e164 = menu(row["phone"])[0], row["phone_e164"]
    if e164 and not written:
        yield "has a number with country code, and none as dialled inside the country"
    if re.search(r"[^\d\s*#+().-]", written):
        yield f"phone {written!r} is not written in figures"
    if not e164:
        if len(_digits(written)) > _LONGEST_SHORT and not re.search(r"[*#]", written):
            yield f"phone {written!r} is longer than a short code, so it needs its number with country code"
        return
    if not _E164.fullmatch(e164):
        yield f"{e164!r} is no number with country code"
        return
    yield from _of_country(e164, row["country"], "phone_e164")
    if written and _parsed(written, row["country"]) != _parsed(e164, None):
        yield f"{written!r} and {e164} are two numbers"


def short_code(row: Row) -> Iterator[str]:
    """A number without a country code is a short code that the country's plan knows."""
    written = menu(row["phone"])[0]
    if written and not row["phone_e164"] and not re.search(r"[*#]", written) and not _is_short(written, row["country"]):
        yield f"{written!r} is no short code that phonenumbers knows in {row['country']}"


def star_or_hash(row: Row) -> Iterator[str]:
    if re.search(r"[*#]", row["phone"]):
        yield f"{row['phone']!r} holds * or #"


def text(row: Row) -> Iterator[str]:
    """`NUMBER` or `KEYWORD to NUMBER`."""
    if not row["sms"]:
        return
    word, to, number = row["sms"].rpartition(" to ")
    if (to and not word) or not re.search(r"\d", number):
        yield f"sms {row['sms']!r} is neither NUMBER nor KEYWORD to NUMBER"


def text_code(row: Row) -> Iterator[str]:
    number = row["sms"].rpartition(" to ")[2]
    if number and not _is_short(number, row["country"]) and not _is_valid(number, row["country"]):
        yield f"{number!r} is no number for texts that phonenumbers knows in {row['country']}"


def whatsapp(row: Row) -> Iterator[str]:
    number = row["whatsapp"].replace(" ", "").replace("-", "")
    if number and not _E164.fullmatch(number):
        yield f"whatsapp {row['whatsapp']!r} has no country code"
    elif number:
        yield from _of_country(number, row["country"], "whatsapp")


def abroad(row: Row) -> Iterator[str]:
    """Empty (not known), `no`, or the number to call from abroad."""
    number = row["abroad"]
    if number in ("", NOT_FROM_ABROAD):
        return
    if not _E164.fullmatch(number):
        yield f"abroad {number!r} is neither empty, nor {NOT_FROM_ABROAD!r}, nor a number with country code"
        return
    yield from _of_country(number, row["country"], "abroad")
    parsed = _parsed(number, None)
    if parsed and phonenumbers.number_type(parsed) == PhoneNumberType.TOLL_FREE and not row["notes"]:
        yield "is a free number: say in notes who says that it can be reached from abroad"


def never_ship(row: Row) -> Iterator[str]:
    """Numbers that are dead, superseded or not what they seem can never come back."""
    for banned in _banned():
        if banned["country"] != row["country"]:
            continue
        if banned["except_name"] and banned["except_name"] == row["name"]:
            continue
        for column in ("phone", "phone_e164", "sms", "whatsapp", "abroad"):
            if _same_number(row[column], banned["number"], row["country"]):
                yield f"{column} {row[column]!r} may not ship: {banned['reason']}"


def _same_number(cell: str, banned: str, country: str) -> bool:
    if not cell:
        return False
    number, choice = menu(cell.rpartition(" to ")[2])
    banned_number, banned_choice = menu(banned)
    if banned_choice:
        return _digits(number) == _digits(banned_number) and _digits(choice) == _digits(banned_choice)
    mine, theirs = _parsed(number, country), _parsed(banned_number, country)
    return _digits(number) == _digits(banned_number) or (mine is not None and mine == theirs)


def _of_country(number: str, country: str, column: str) -> Iterator[str]:
    for wrong in _wrong_in_country(number, country):
        yield f"{column} {number} {wrong}"


@lru_cache(1 << 12)
def _wrong_in_country(number: str, country: str) -> tuple[str, ...]:
    return tuple(_look_in_country(number, country))


def _look_in_country(number: str, country: str) -> Iterator[str]:
    parsed = _parsed(number, None)
    if parsed is None or not phonenumbers.is_valid_number(parsed):
        yield "is no valid number"
        return
    if phonenumbers.format_number(parsed, PhoneNumberFormat.E164) != number:
        yield "has a zero or a digit that is not dialled after the country code"
    found = phonenumbers.region_code_for_number(parsed)
    if found == country or found in _WITHIN.get(country, ()) or country == INTERNATIONAL:
        return
    shared = parsed.country_code in _SHARED and phonenumbers.number_type(parsed) == PhoneNumberType.TOLL_FREE
    if not shared or phonenumbers.country_code_for_region(country) != parsed.country_code:
        yield f"is a number of {found}, not of {country}"


@lru_cache(1 << 12)
def _is_short(number: str, country: str) -> bool:
    parsed = _parsed(number, country)
    return parsed is not None and shortnumberinfo.is_valid_short_number_for_region(parsed, country)


def _is_valid(number: str, country: str) -> bool:
    parsed = _parsed(number, country)
    return parsed is not None and phonenumbers.is_valid_number(parsed)


@lru_cache(1 << 13)
def _parsed(number: str, country: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(number, country)
    except NumberParseException:
        return None


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


@cache
def _banned() -> list[dict[str, str]]:
    return read(DATA / "never_ship.csv")
