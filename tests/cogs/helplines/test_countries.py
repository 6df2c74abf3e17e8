import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.helplines import countries, country_table
from cogs.helplines.countries import Country, find, suggest
from cogs.helplines.directory import Directory
from cogs.helplines.tables import DATA, read

TABLE = read(DATA / "country_names.csv")
ALIASES = read(DATA / "country_aliases.csv")
HELD = sorted(Directory.load().countries)

# Each is the true name of two countries in two languages, or one's name and another's code.
TWO_MEANINGS = {"Kongo", "Nga", "Congo"}


def served(code: str) -> Country:
    return Country("US", "US-PR") if code == "PR" else Country(code)


@pytest.mark.parametrize("code", sorted(countries.codes()))
def test_a_country_is_found_by_its_name_in_every_language_its_codes_and_its_flag(code: str) -> None:
    mine = [row for row in TABLE if row["country"] == code]
    for said in {row["name"] for row in mine} - TWO_MEANINGS:
        assert find(said) == served(code), said
        assert find(f"  {said.upper()} ") in (served(code), None), said
    assert find(code) == find(code.lower()) == served(code)
    assert find(Country(code).flag) == find(f":flag_{code.lower()}:") == served(code)
    for alpha3 in {row["alpha3"] for row in mine} - {"", "NGA"}:
        assert find(alpha3) == find(alpha3.lower()) == served(code)


@pytest.mark.parametrize("code", HELD)
def test_a_held_country_is_found_by_its_english_name_in_any_case(code: str) -> None:
    name = countries.name(code)
    assert find(name) == find(name.lower()) == find(name.upper()) == find(f"the {name}") == Country(code)


@pytest.mark.parametrize("row", ALIASES, ids=lambda row: row["alias"])
def test_what_people_say_instead_is_understood(row: dict[str, str]) -> None:
    meant = Country(row["country"], row["region"] or None)
    assert find(row["alias"]) == (None if row["alias"] in TWO_MEANINGS else meant)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("UK", Country("GB")),
        ("u.k.", Country("GB")),
        ("England", Country("GB", "GB-ENG")),
        ("Scotland", Country("GB", "GB-SCT")),
        ("USA", Country("US")),
        ("U.S.A.", Country("US")),
        ("America", Country("US")),
        ("Holland", Country("NL")),
        ("the Netherlands", Country("NL")),
        ("Osterreich", Country("AT")),
        ("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", Country("GB", "GB-SCT")),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", Country("GB", "GB-ENG")),
        ("gb-wls", Country("GB", "GB-WLS")),
        ("🇵🇷", Country("US", "US-PR")),
        ("日本", Country("JP")),
    ],
)
def test_everyday_names_lead_to_the_right_country(said: str, meant: Country) -> None:
    assert find(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "", " ", "Atlantis", "Kongo", "Congo", "Nga", "Korea", "ZZ", "XX", "EU", "Europe", "🇽🇽", "🇬", "GB-XXX",
        "XX-SCT", "Irel", "I live in Ireland", "not in France", "United", "Deutschl", "Englandd", "Scot land", "null",
        "None", "0", "&", " .& ", "\N{WAVING BLACK FLAG}", "\N{WAVING BLACK FLAG}\U000e007f", "german", "English",
        "x" * 10_000,
    ],
)  # fmt: skip
def test_what_is_no_country_or_two_countries_is_never_guessed(said: str) -> None:
    assert find(said) is None


def plain(text: str) -> str:
    kept = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(c for c in kept if unicodedata.category(c)[0] in "LN" or c == "🏴")


EVERY_NAME = {plain(row[key]) for row in TABLE for key in ("name", "country", "alpha3")} | {
    plain(row["alias"]) for row in ALIASES
}


@given(st.text(max_size=120))
def test_any_text_is_answered_without_an_error_and_never_by_accident(text: str) -> None:
    found = find(text)
    if found is not None and plain(text).removeprefix("the") not in EVERY_NAME and plain(text) not in EVERY_NAME:
        assert any(0x1F1E6 <= ord(c) <= 0x1F1FF or c == "🏴" or c in ":-" for c in text)


@given(st.sampled_from(TABLE), st.text(alphabet="abcdefgh ijklmnop", min_size=1, max_size=12), st.booleans())
def test_a_name_inside_other_words_finds_nothing_or_that_longer_name(
    row: dict[str, str], extra: str, before: bool
) -> None:
    text = f"{extra}{row['name']}" if before else f"{row['name']}{extra}"
    found = find(text)
    assert found is None or plain(text).removeprefix("the") in EVERY_NAME or plain(text) in EVERY_NAME


@given(st.text(max_size=60), st.sampled_from([None, "de", "pt-BR", "zh-CN", "zh-TW", "es-419", "xx", "en-GB", "qps"]))
def test_autocomplete_never_fails_and_offers_at_most_25(prefix: str, locale: str | None) -> None:
    offered = suggest(prefix, locale)
    assert len(offered) <= 25
    for one in offered:
        assert find(one.country.key) == one.country
        assert 1 <= len(one.label) <= 100


def test_autocomplete_offers_names_in_the_readers_language() -> None:
    assert [one.label for one in suggest("deu", "de")] == ["🇩🇪 Deutschland"]
    assert [one.label for one in suggest("deu", "en-GB")] == ["🇩🇪 Germany"]
    assert suggest("uk", "en-US")[0].country == Country("GB")
    assert suggest("Scotland", None)[0].label == "🇬🇧 Scotland (United Kingdom)"
    assert suggest("🇵🇷", None)[0].label == "🇵🇷 Puerto Rico"
    assert suggest("kingd", "en-GB")[0].country == Country("GB")
    assert suggest("zzzz", "en-GB") == []


def test_autocomplete_offers_held_countries_before_others_but_prefers_no_country_by_language() -> None:
    offered = suggest("", "ja", held=frozenset(HELD))
    assert all(one.country.code in HELD for one in offered)
    assert offered[0].country != Country("JP")
    assert [one.country.code for one in suggest("b", "en-GB", held=frozenset(HELD))][:4] == ["BD", "BE", "BR", "BG"]


def test_each_language_of_discord_names_each_held_country() -> None:
    languages = {"id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl"}
    languages |= {"pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja"}
    languages |= {"zh-TW", "ko"}
    for language in languages:
        for code in HELD:
            assert find(countries.name(code, language)) in (Country(code), None)
    assert countries.name("DE", "zh-TW") == "德國"
    assert countries.name("DE", "zh-CN") == "德国"
    assert countries.name("DE", "klingon") == "Germany"


def test_the_table_of_names_is_what_babel_says_today() -> None:
    assert country_table.TABLE.read_text(encoding="utf-8") == country_table.text()
