"""Every rule of `data/README.md` as a function: what is wrong with the directory, named so that it can be mended.

`bot.py check` runs them over the shipped files, the tests prove that each can fail, and a line that a server's
moderators add passes the rules for single rows.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from cogs.helplines import checks_numbers, checks_rows
from cogs.helplines.checks_rows import Row
from cogs.helplines.countries import INTERNATIONAL
from cogs.helplines.directory import FILES, STALE_AFTER
from cogs.helplines.helpline import COLUMNS, Helpline, is_stale
from cogs.helplines.hours import ALWAYS
from cogs.helplines.tables import DATA, header, read, words_of

SUBSTANCES = frozenset({"alcohol", "drugs"})
DISTRESS = frozenset({"suicide", "crisis"})
NOT_OWN = frozenset({"emergency", "directory"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that stops the directory from shipping."""

    rule: str
    where: str
    """an id, a country or a file"""
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message} [{self.rule}]"


@dataclass(frozen=True, slots=True)
class Exceptions:
    """What is known to break a rule and is right all the same: `exceptions.csv`, each with its reason."""

    allowed: frozenset[tuple[str, str]]
    used: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    @classmethod
    def load(cls, folder: Path = DATA) -> "Exceptions":
        return cls(frozenset((row["rule"], row["subject"]) for row in read(folder / "exceptions.csv")))

    def allows(self, rule: str, subject: str) -> bool:
        self.used.add((rule, subject))
        return (rule, subject) in self.allowed


RowCheck = Callable[[Row], Iterable[str]]

ROW_CHECKS: dict[str, RowCheck] = {
    "country": checks_rows.country,
    "topics": checks_rows.topics,
    "groups": checks_rows.groups,
    "languages": checks_rows.languages,
    "hours": checks_rows.hours,
    "zone": checks_rows.zone,
    "links": checks_rows.links,
    "source": checks_rows.source,
    "reachable": checks_rows.reachable,
    "cost": checks_rows.cost,
    "confidence": checks_rows.confidence,
    "remark": checks_rows.remark,
    "plain-text": checks_rows.plain_text,
    "local-paths": checks_rows.local_paths,
    "never-ship": checks_numbers.never_ship,
    "phone": checks_numbers.phone,
    "text": checks_numbers.text,
    "whatsapp": checks_numbers.whatsapp,
    "abroad": checks_numbers.abroad,
}
# Rules that some true rows break: the number plans are not complete, and some lines are run from next door.
EXCUSABLE: dict[str, RowCheck] = {
    "short-code": checks_numbers.short_code,
    "star-or-hash": checks_numbers.star_or_hash,
    "text-code": checks_numbers.text_code,
    "zone-country": checks_rows.zone_country,
}


def problems(today: date, folder: Path = DATA) -> list[Problem]:
    """Everything that is wrong with the files of `folder`. OSError when one is missing."""
    headers = [Problem("header", name, wrong) for name in FILES for wrong in check_header(header(folder / name))]
    if headers:
        return headers
    rows = [row for name in FILES for row in read(folder / name)]
    return check_rows(rows, today, Exceptions.load(folder))


def check_rows(rows: Sequence[Row], today: date, exceptions: Exceptions) -> list[Problem]:
    """The rules over all rows of all files together."""
    found = [problem for row in rows for problem in row_problems(row, today, exceptions)]
    found += check_ids(rows)
    found += check_pairs(rows)
    found += check_coverage(rows, exceptions)
    found += check_exceptions(exceptions)
    return found


def row_problems(row: Row, today: date, exceptions: Exceptions) -> Iterator[Problem]:
    """What is wrong with one row by itself. Also for a line that a server adds."""
    for rule, check in ROW_CHECKS.items():
        for wrong in check(row):
            yield Problem(rule, row["id"], wrong)
    for wrong in checks_rows.dates(row, today):
        yield Problem("dates", row["id"], wrong)
    for rule, check in EXCUSABLE.items():
        for wrong in check(row):
            if not exceptions.allows(rule, row["id"]):
                yield Problem(rule, row["id"], wrong)


def own_line_problems(row: Row, today: date) -> list[Problem]:
    """What is wrong with a line that a server's moderators add. They are the source, they know their short codes, and
    emergency numbers are not theirs to give.
    """
    found = [
        problem
        for problem in row_problems(row, today, Exceptions(frozenset()))
        if problem.rule not in ("source", *EXCUSABLE)
    ]
    if NOT_OWN.intersection(words_of(row["topics"])):
        found.append(Problem("topics", row["id"], f"a server's own line cannot be: {', '.join(sorted(NOT_OWN))}"))
    return found


def check_header(names: Sequence[str]) -> Iterator[str]:
    if tuple(names) != COLUMNS:
        missing, unknown = set(COLUMNS) - set(names), set(names) - set(COLUMNS)
        yield f"the header must be {','.join(COLUMNS)} (missing: {sorted(missing)}, unknown: {sorted(unknown)})"


def check_ids(rows: Sequence[Row]) -> list[Problem]:
    """Ids are unique over all files, and begin with their country."""
    counted = Counter(row["id"] for row in rows)
    twice = [Problem("ids", name, f"stands {n} times") for name, n in counted.items() if n > 1]
    foreign = [
        Problem("ids", row["id"], f"must begin with {row['country'].lower()}-")
        for row in rows
        if not row["id"].startswith(f"{row['country'].lower()}-")
    ]
    return twice + foreign


def check_pairs(rows: Sequence[Row]) -> list[Problem]:
    """Lines of one service: at least two, all of one country."""
    found: list[Problem] = []
    for pair in sorted({row["pair"] for row in rows} - {""}):
        members = [row for row in rows if row["pair"] == pair]
        if len(members) < 2:
            found.append(Problem("pairs", members[0]["id"], f"is alone in the pair {pair!r}"))
        if len({row["country"] for row in members}) > 1:
            found.append(Problem("pairs", pair, "joins lines of different countries"))
    return found


def check_coverage(rows: Sequence[Row], exceptions: Exceptions) -> list[Problem]:
    """Per country an emergency number, a line day and night, an alcohol or drug line; else a known gap and its
    international fallback.
    """
    found: list[Problem] = []
    international = [row for row in rows if row["country"] == INTERNATIONAL]
    if not any("directory" in words_of(row["topics"]) and row["website"] for row in international):
        found.append(Problem("coverage", INTERNATIONAL, "has no directory"))
    if not any("meetings" in words_of(row["topics"]) and row["website"] for row in international):
        found.append(Problem("coverage", INTERNATIONAL, "has no finder of meetings"))
    for country in sorted({row["country"] for row in rows} - {INTERNATIONAL}):
        held = [row for row in rows if row["country"] == country]
        if not any(words_of(row["topics"])[:1] == ("emergency",) and row["phone"] for row in held):
            found.append(Problem("coverage", country, "has no emergency number"))
        if not _has_line_day_and_night(held) and not exceptions.allows("no-line-day-and-night", country):
            found.append(Problem("coverage", country, "has no crisis line that is open day and night"))
        if not _has_substance_line(held) and not exceptions.allows("no-substance-line", country):
            found.append(Problem("coverage", country, "has no alcohol or drug line"))
    return found


def check_exceptions(exceptions: Exceptions) -> list[Problem]:
    """An exception that nothing needs is a mistake in waiting. Call it after all other rules."""
    unneeded = sorted(exceptions.allowed - exceptions.used)
    return [
        Problem("exceptions", subject, f"no longer needs its exception from {rule!r}") for rule, subject in unneeded
    ]


def stale(lines: Iterable[Helpline], at: datetime, age: timedelta = STALE_AFTER) -> list[Helpline]:
    """The lines whose newest evidence is older than `age`, or undated: the oldest first, the undated before all."""
    old = [line for line in lines if is_stale(line.evidence_date, at, age)]
    return sorted(old, key=lambda line: (line.evidence_date, line.id))


def to_look_at(lines: Iterable[Helpline]) -> dict[str, list[str]]:
    """What is no mistake, and what a maintainer should look at: ids by reason."""
    held = list(lines)
    return {
        "hours not known": [line.id for line in held if not line.hours and not line.web_only],
        "no date": [line.id for line in held if not line.evidence_date],
        "website only": [line.id for line in held if line.web_only and line.country != INTERNATIONAL],
    }


def _has_line_day_and_night(rows: Iterable[Row]) -> bool:
    return any(row["hours"] == ALWAYS and not DISTRESS.isdisjoint(words_of(row["topics"])) for row in rows)


def _has_substance_line(rows: Iterable[Row]) -> bool:
    return any(
        not SUBSTANCES.isdisjoint(words_of(row["topics"]))
        and (row["phone"] or row["sms"] or row["chat_url"] or row["whatsapp"])
        for row in rows
    )
