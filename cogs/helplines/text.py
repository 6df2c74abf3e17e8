"""An answer of the directory in plain sentences, for Discord and for the command line.

Grade 6 or lower; the emergency number is the first thing said, one step a line.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_skeleton

from cogs.helplines import countries
from cogs.helplines.directory import Answer, Entry, Gap
from cogs.helplines.helpline import Helpline, evidence_from, menu
from cogs.helplines.hours import ALWAYS, spoken_state, spoken_week
from cogs.helplines.style import Style
from cogs.shared.words import ENGLISH, Words, mark
from cogs.shared.words_pseudo import PSEUDO

TOPIC_NAMES = {
    "emergency": mark("Emergency"),
    "suicide": mark("Thoughts of suicide"),
    "crisis": mark("A hard moment, any kind"),
    "self-harm": mark("Self-harm"),
    "alcohol": mark("Alcohol"),
    "drugs": mark("Drugs"),
    "overdose": mark("Overdose and poison"),
    "gambling": mark("Gambling"),
    "eating-disorder": mark("Eating"),
    "domestic-violence": mark("Violence at home"),
    "sexual-violence": mark("Sexual violence"),
    "lgbtq": mark("LGBTQ+"),
    "youth": mark("Young people"),
    "veterans": mark("Veterans"),
    "general-mental-health": mark("Mental health"),
    "meetings": mark("Meetings"),
    "directory": mark("Directories"),
}
GROUP_NAMES = {
    "youth": mark("Young people"),
    "veterans": mark("Veterans"),
    "lgbtq": mark("LGBTQ+ people"),
    "women": mark("Women"),
    "men": mark("Men"),
    "older": mark("Older people"),
    "relatives": mark("Family and friends"),
    "deaf": mark("Deaf people"),
    "indigenous": mark("Indigenous people"),
    "faith": mark("People of one faith"),
    "speakers": mark("Speakers of one language"),
    "particular": mark("Some people only"),
}
CHANNEL_NAMES = {
    "call": mark("Call"),
    "text": mark("Text message"),
    "chat": mark("Chat on the web"),
    "whatsapp": mark("WhatsApp"),
}
REMARKS = {
    "law-enforcement": mark("A drug law-enforcement agency runs this line."),
    "police": mark("The police run this line."),
    "mobile": mark("This number works from mobile phones."),
    "outages": mark("This line has been out of order before. If no one answers, try another one."),
}
COSTS = {
    "free": mark("Free."),
    "local rate": mark("Costs as much as a local call."),
    "unknown": mark("We do not know what it costs."),
}


@dataclass(frozen=True, slots=True)
class EntryText:
    """One service in words: its name, then a line for each thing there is to say."""

    line_id: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerText:
    """A whole answer in words, in the order in which it is shown."""

    heading: str
    emergency: tuple[str, ...]
    gaps: tuple[str, ...]
    primary: tuple[EntryText, ...]
    more: tuple[EntryText, ...]
    finders: tuple[EntryText, ...]
    directories: tuple[str, ...]
    closing: tuple[str, ...]


def answer_text(w: Words, answer: Answer, style: Style) -> AnswerText:
    return AnswerText(
        heading=place(w, answer.country),
        emergency=tuple(emergency(w, answer, style)),
        gaps=tuple(_gap(w, gap, answer) for gap in answer.gaps),
        primary=tuple(entry_text(w, entry, answer, style) for entry in answer.primary),
        more=tuple(entry_text(w, entry, answer, style) for entry in answer.more),
        finders=tuple(entry_text(w, entry, answer, style) for entry in answer.finders),
        directories=tuple(_directory(w, entry, style) for entry in answer.directories),
        closing=tuple(_evidence(w, entry, style) for entry in answer.emergency),
    )


def emergency(w: Words, answer: Answer, style: Style) -> Iterable[str]:
    """The emergency numbers of the country, first of all; without one, the number where the person is."""
    if not answer.emergency:
        yield w("If someone is in danger now, call the emergency number where you are.")
        return
    yield w("If someone is in danger now, get help first.")
    for entry in answer.emergency:
        line = entry.line
        if line.phone:
            said = w("Call {number}: {name}.", number=style.number(line.phone), name=_service(w, line, style))
        else:
            said = w("Text {number}: {name}.", number=style.number(line.sms), name=_service(w, line, style))
        yield _joined(said, _remark(w, line))


def unknown_country(w: Words, asked: str, style: Style) -> str:
    return w(
        "I do not know a country called “{asked}”, and I do not guess. "
        "Try its full name, its two-letter code or its flag.",
        asked=style.text(asked),
    )


def professional_help(w: Words, where: str, *, known: bool) -> list[str]:
    """What peers cannot do, said without taking anything from what they can."""
    lines = [
        w("### Trained help beside your peers"),
        w("Peers know it from their own lives. They listen, and they stay. They do not diagnose, choose or change "
          "medicine, treat withdrawal, or keep anyone safe who is in danger."),
        w("A doctor or a counsellor can do that. Shaking, fits, seeing things or confusion after stopping is an "
          "emergency: call your local emergency number."),
        w("You can have both. With /summary you can make a page of your own notes to take along."),
    ]  # fmt: skip
    if known:
        return [*lines, w("Lines and services in {place}:", place=where)]
    return [*lines, w("We know of no service in {place} yet. The directory may.", place=where)]


def place(w: Words, country: countries.Country) -> str:
    """`United Kingdom`, or `Scotland, United Kingdom`."""
    name = countries.name(country.code, w.locale)
    if country.region is None:
        return name
    return w("{region}, {country}", region=w.marked(countries.region_name(country.region)), country=name)


def entry_text(w: Words, entry: Entry, answer: Answer, style: Style) -> EntryText:
    line = entry.line
    lines = [
        *_where(w, line),
        w("For: {audience}.", audience=style.text(w.marked(line.audience))) if line.audience else "",
        *contacts(w, line, style),
        *_times(w, line, answer),
        _joined(_cost(w, line), _abroad(w, line, style)),
        _languages(w, line),
        _remark(w, line),
        _evidence(w, entry, style),
        # After all that is said of the line itself: its hours must not be read as the hours of the other one.
        *(_also(w, other, answer, style) for other in entry.also),
    ]
    return EntryText(line.id, style.strong(line.name), tuple(said for said in lines if said))


def contacts(w: Words, line: Helpline, style: Style, *, links: bool = True) -> Iterable[str]:
    """One line for each way to speak or write; the website last. Without `links`, numbers alone."""
    if line.phone:
        number, choice = menu(line.phone)
        shown = style.number(number, line.phone_e164)
        yield (
            w("Call {number}, then {choice}.", number=shown, choice=w.marked(choice))
            if choice
            else w("Call {number}.", number=shown)
        )
    if line.sms:
        word, to, number = line.sms.rpartition(" to ")
        yield (
            w("Text {word} to {number}.", word=style.strong(word), number=style.number(number))
            if to
            else w("Text {number}.", number=style.number(number))
        )
    if line.whatsapp:
        yield w("WhatsApp: {number}", number=style.number(line.whatsapp, line.whatsapp.replace(" ", "")))
    if not links:
        return
    if line.chat_url:
        yield w("Chat: {link}", link=style.link(line.chat_url))
    if line.website and line.website != line.chat_url:
        yield w("Website: {link}", link=style.link(line.website))


def as_lines(said: AnswerText, w: Words, *, more: bool = True) -> list[str]:
    """The whole answer as lines of text, its parts divided by one empty line."""
    parts: list[Sequence[str]] = [[said.heading], said.emergency, said.gaps, *map(_indented, said.primary)]
    if more and said.more:
        parts += [[w("More lines:")], *map(_indented, said.more)]
    if said.finders:
        parts += [[w("Meetings online and near you:")], *map(_indented, said.finders)]
    parts += [said.directories, [w("Emergency number: {evidence}", evidence=line) for line in said.closing]]
    return [line for part in parts if part for line in (*part, "")][:-1]


def _indented(entry: EntryText) -> list[str]:
    return [entry.title, *(f"  {line}" for line in entry.lines)]


def evidence_words(w: Words, evidence: str) -> str:
    """The date of a source as exactly as we know it: a day, a month or a year."""
    return _spoken_date(w.locale, evidence)


@lru_cache(maxsize=4096)
def _spoken_date(locale: str, evidence: str) -> str:
    day = evidence_from(evidence)
    if day is None:
        return ""
    if evidence.count("-") == 2:
        return format_date(day, "long", locale=_babel(locale))
    return format_skeleton("yMMMM" if "-" in evidence else "y", day, locale=_babel(locale))


def _where(w: Words, line: Helpline) -> Iterable[str]:
    if line.own:
        yield w("Added by the moderators of this server.")
    if line.region:
        yield w("Only for {region}.", region=w.marked(countries.region_name(line.region)))


def _times(w: Words, line: Helpline, answer: Answer) -> Iterable[str]:
    if line.web_only:
        return
    yield spoken_state(w, line.hours, line.timezone, answer.at)
    if line.hours and line.hours != ALWAYS:
        yield spoken_week(w, line.hours, line.timezone)
    if line.hours and line.phone and len(line.channels) > 1:
        yield w("These are the hours of the phone. Text and chat may differ.")


def _also(w: Words, entry: Entry, answer: Answer, style: Style) -> str:
    """The same service's other line, on one line: hours, languages, source and date are its own."""
    line = entry.line
    state = "" if line.web_only else spoken_state(w, line.hours, line.timezone, answer.at)
    said = _joined(
        *_where(w, line),
        *contacts(w, line, style),
        state,
        _languages(w, line),
        _remark(w, line),
        _evidence(w, entry, style),
    )
    return w("Same service: {name}. {details}", name=style.text(line.name), details=said)


def _cost(w: Words, line: Helpline) -> str:
    return w.marked(COSTS[line.cost]) if line.cost in COSTS and not line.web_only else ""


def _abroad(w: Words, line: Helpline, style: Style) -> str:
    if line.abroad == "no":
        return w("You cannot call it from another country.")
    if line.abroad:
        return w("From another country, call {number}.", number=style.number(line.abroad, line.abroad))
    return ""


def _languages(w: Words, line: Helpline) -> str:
    names = [language_name(w, tag) for tag in line.languages]
    return w("Languages: {languages}.", languages=w.listed(names)) if names else ""


def language_name(w: Words, tag: str) -> str:
    """A language in the reader's words; the tag itself where CLDR has none."""
    return _language(w.locale, tag)


@lru_cache(maxsize=4096)
def _language(locale: str, tag: str) -> str:
    try:
        return Locale.parse(tag, sep="-").get_display_name(_babel(locale)) or tag
    except UnknownLocaleError:
        return cast("dict[str, str]", _babel(locale).languages).get(tag, tag)


def _remark(w: Words, line: Helpline) -> str:
    return w.marked(REMARKS[line.remark]) if line.remark in REMARKS else ""


def _evidence(w: Words, entry: Entry, style: Style) -> str:
    line = entry.line
    source = w("Source: {link}", link=style.link(line.source_url)) if line.source_url else ""
    if not line.evidence_date:
        return _joined(w("We do not know when this was last checked."), source)
    date = evidence_words(w, line.evidence_date)
    if entry.stale:
        return _joined(w("Not checked since {date}.", date=date), source)
    return _joined(w("Checked {date}.", date=date), source)


def _directory(w: Words, entry: Entry, style: Style) -> str:
    name, link = style.text(entry.line.name), style.link(entry.line.website)
    return _joined(w("{name} lists lines in many countries: {link}", name=name, link=link), _evidence(w, entry, style))


def _service(w: Words, line: Helpline, style: Style) -> str:
    return style.text(w.marked(line.name))


def _gap(w: Words, gap: Gap, answer: Answer) -> str:
    where = place(w, answer.country)
    wish = answer.wish
    topic = w.marked(TOPIC_NAMES[wish.topic or "crisis"])
    match gap:
        case Gap.COUNTRY:
            return w("We do not know any helpline in {place}. The directory at the end may.", place=where)
        case Gap.TOPIC:
            return w("We do not know a line for “{topic}” in {place}.", topic=topic, place=where)
        case Gap.WEBSITE_ONLY:
            return w("We know only a website for “{topic}” in {place}.", topic=topic, place=where)
        case Gap.LANGUAGE:
            language = language_name(w, wish.language or "")
            return w("We do not know a line here that speaks {language}.", language=language)
        case Gap.CHANNEL:
            return w("We do not know a line here for this way: {way}.", way=w.marked(CHANNEL_NAMES[wish.channel or ""]))
        case Gap.AUDIENCE:
            return w("We do not know a line here just for: {group}.", group=w.marked(GROUP_NAMES[wish.audience or ""]))
        case Gap.ALL_HOURS:
            return w("We do not know a line in {place} that is open day and night.", place=where)
        case Gap.NOT_OPEN:
            return w("We are not sure that these are open now.")
        case Gap.REGION:
            names = w.listed(w.marked(countries.region_name(region)) for region in answer.regions)
            return w("Some lines are for one part of the country. We know of some for: {regions}.", regions=names)


def _joined(*sentences: str) -> str:
    return " ".join(said for said in sentences if said)


@cache
def _babel(locale: str) -> Locale:
    # As in `Words`: British English writes the day before the month.
    return Locale.parse("en_GB" if locale in (ENGLISH, PSEUDO) else locale)
