"""Reads a scenario's TOML; everything wrong with it is said in a sentence that names the place and the fix."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from rehearsal.kill_points import KILL_POINTS
from rehearsal.scenario.script import (
    LOCALES,
    SEEN,
    BadScript,
    Expectation,
    NewChannel,
    NewPerson,
    Script,
    Seen,
    Step,
    duration,
)
from rehearsal.start_worlds import STARTS

# What each verb needs beside itself: `who` does it, and the words that may stand with it.
VERBS: Mapping[str, tuple[bool, tuple[str, ...]]] = {
    "say": (True, ("reply_to", "files")),
    "edit": (True, ("text",)),
    "delete": (True, ()),
    "react": (True, ("on",)),
    "command": (True, ()),
    "menu": (True, ("on", "whom")),
    "press": (True, ("on",)),
    "choose": (True, ("on", "select")),
    "submit": (True, ()),
    "join": (True, ()),
    "leave": (True, ()),
    "give_role": (True, ("whom",)),
    "take_role": (True, ("whom",)),
    "shut_dms": (True, ()),
    "open_dms": (True, ()),
    "advance": (False, ()),
    "until": (False, ()),
    "kill": (False, ()),
    "start": (False, ("kill_at",)),
    "restart": (False, ("kill_at",)),
    "killed": (False, ()),
    "fault": (False, ("given",)),
    "clear": (False, ()),
}
# What stands after a verb; all others take a text, and the two of time are read by themselves.
_LISTS, _TABLES = ("choose",), ("submit",)
_SAID_WITH_TRUE = ("join", "leave", "shut_dms", "open_dms", "kill", "start", "restart", "clear")
_STEP_WORDS = ("who", "in", "story", "as", "expect", "ignore")
_TOP_WORDS = ("title", "start", "at", "in", "language", "person", "role", "channel", "ignore", "step")
_EXPECT_WORDS = ("never", "to", "seen_by", "pings", "in", "times", "maybe", "as")


def read(path: Path) -> Script:
    """The scenario in a file; raises BadScript."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadScript(f"I cannot read {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadScript(f"{path} is not UTF-8 text. Save it as UTF-8.") from error
    return read_text(text, path.name)


def read_text(text: str, name: str = "the scenario") -> Script:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadScript(f"{name} is not TOML: {error}.") from error
    _only(found, _TOP_WORDS, name)
    start = str(found.get("start", "believable"))
    if start not in STARTS:
        raise BadScript(f"{name}: there is no start “{start}”; there are {_listed(STARTS)}.")
    lines = [n for n, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*step\s*\]\]", line)]
    tables = cast("list[Any]", found.get("step", []))
    if not isinstance(tables, list) or not tables:  # pyright: ignore[reportUnnecessaryIsInstance] - a file may hold anything
        raise BadScript(f"{name} has no steps; each begins with a line [[step]].")
    lines += [0] * (len(tables) - len(lines))
    return Script(
        title=str(found.get("title", name)),
        start=start,
        at=_moment(found.get("at"), name),
        place=str(found.get("in", "general")),
        language=_language(found.get("language", "en-US"), name),
        people=tuple(_person(one, name) for one in _tables(found, "person", name)),
        roles=_texts(found.get("role", []), name, "role"),
        channels=tuple(_channel(one, name) for one in _tables(found, "channel", name)),
        ignores=_expectations(found.get("ignore", []), name),
        steps=tuple(_step(one, n, line) for n, (one, line) in enumerate(zip(tables, lines, strict=True), 1)),
    )


def _step(table: Any, number: int, line: int) -> Step:
    where = f"Step {number} (line {line})"
    if not isinstance(table, dict):
        raise BadScript(f"{where} is not a table; write [[step]] and its words below it.")
    given = cast("dict[str, Any]", table)
    verbs = [word for word in given if word in VERBS]
    # `edit` and `delete` and `start` are verbs; `in`, `as` and the others describe them
    if len(verbs) > 1:
        raise BadScript(f"{where} does two things, {_listed(verbs)}; write a step for each.")
    verb = verbs[0] if verbs else None
    needs_who, beside = VERBS[verb] if verb else (False, ())
    _only(given, (*_STEP_WORDS, *beside, *([verb] if verb else [])), where, also=tuple(VERBS))
    if needs_who and "who" not in given:
        raise BadScript(f'{where}: somebody does this; name them with who = "…".')
    if verb is None and "expect" not in given:
        raise BadScript(f"{where} does nothing and expects nothing; give it a verb ({_listed(VERBS)}) or expect.")
    value = given.get(verb) if verb else None
    _refuse_shapes(verb, given, where)
    if verb == "advance":
        try:
            value = duration(str(value))
        except ValueError as error:
            raise BadScript(f"{where}: {error}.") from error
    if verb == "until":
        value = _moment(value, where)
    for point in [given[word] for word in ("kill_at", "killed") if word in given]:
        if point not in KILL_POINTS:
            raise BadScript(f"{where}: there is no kill point “{point}”; there are {_listed(KILL_POINTS)}.")
    return Step(
        number=number,
        line=line,
        verb=verb,
        value=value,
        who=given.get("who"),
        place=given.get("in"),
        more={word: given[word] for word in beside if word in given},
        story=str(given.get("story", "")),
        label=given.get("as"),
        expects=_expectations(given.get("expect", []), where),
        ignores=_expectations(given.get("ignore", []), where),
    )


def _refuse_shapes(verb: str | None, given: Mapping[str, Any], where: str) -> None:
    for word in ("files", "given"):
        if not isinstance(given.get(word, {}), dict):
            raise BadScript(f"{where}: “{word}” is a table, written {{ name = … }}.")
    if verb is None:
        return
    value = given[verb]
    if verb in _SAID_WITH_TRUE:
        if value is not True:
            raise BadScript(f"{where}: write {verb} = true, or leave the step out.")
    elif verb in _TABLES:
        if not isinstance(value, dict):
            raise BadScript(f'{where}: what is filled in is a table, written {verb} = {{ "Label" = "text" }}.')
    elif verb in _LISTS:
        _texts(value, where, verb)
    elif verb != "until" and not isinstance(value, str):
        raise BadScript(f"{where}: what stands after {verb} is a text in quotes.")


def _expectations(found: Any, where: str) -> tuple[Expectation, ...]:
    if not isinstance(found, list):
        raise BadScript(f'{where}: what is expected is a list, such as expect = [{{ message = "…" }}].')
    return tuple(_expectation(one, where) for one in cast("list[Any]", found))


def _expectation(given: Any, where: str) -> Expectation:
    if not isinstance(given, dict):
        raise BadScript(f'{where}: an expectation is written {{ message = "…", in = "…" }}.')
    table = cast("dict[str, Any]", given)
    kinds = [word for word in table if word in SEEN]
    if len(kinds) != 1:
        raise BadScript(f"{where}: an expectation names one kind of thing: {_listed(SEEN)}.")
    kind = cast("Seen", kinds[0])
    _only(table, (*_EXPECT_WORDS, kind), where, also=SEEN)
    times = table.get("times", 1)
    if type(times) is not int or times < 1:  # not isinstance: true is no number
        raise BadScript(f"{where}: times is a whole number, at least 1.")
    return Expectation(
        seen=kind,
        parts=_texts(table[kind], where, kind),
        never=_texts(table.get("never", []), where, "never"),
        to=_texts(table.get("to", []), where, "to"),
        seen_by=_texts(table["seen_by"], where, "seen_by") if "seen_by" in table else None,
        pings=_texts(table.get("pings", []), where, "pings"),
        place=table.get("in"),
        times=times,
        maybe=bool(table.get("maybe", False)),
        label=table.get("as"),
    )


def _language(found: Any, where: str) -> str:
    if found not in LOCALES:
        raise BadScript(f"{where}: Discord has no language “{found}”; there are {_listed(LOCALES)}.")
    return cast("str", found)


def _person(given: Mapping[str, Any], where: str) -> NewPerson:
    _only(given, ("name", "shown", "roles", "outside"), where)
    return NewPerson(
        str(given.get("name", "")),
        given.get("shown"),
        _texts(given.get("roles", []), where, "roles"),
        bool(given.get("outside", False)),
    )


def _channel(given: Mapping[str, Any], where: str) -> NewChannel:
    _only(given, ("name", "only"), where)
    return NewChannel(str(given.get("name", "")), _texts(given.get("only", []), where, "only"))


def _tables(found: Mapping[str, Any], word: str, where: str) -> list[dict[str, Any]]:
    tables = found.get(word, [])
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in cast("list[Any]", tables)):
        raise BadScript(f"{where}: each {word} is written as a table, [[{word}]] with its words below.")
    return cast("list[dict[str, Any]]", tables)


def _texts(found: Any, where: str, word: str) -> tuple[str, ...]:
    texts = [found] if isinstance(found, str) else found
    if not isinstance(texts, list) or not all(isinstance(one, str) for one in cast("list[Any]", texts)):
        raise BadScript(f'{where}: what stands after {word} is a text, or a list of texts such as ["a", "b"].')
    return tuple(cast("list[str]", texts))


def _moment(found: Any, where: str) -> datetime | None:
    if found is None:
        return None
    try:
        moment = found if isinstance(found, datetime) else datetime.fromisoformat(str(found))
    except ValueError as error:
        raise BadScript(f"{where}: “{found}” is no moment; write it as 2026-03-02 07:00 (UTC).") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _only(given: Mapping[str, Any], known: tuple[str, ...], where: str, also: tuple[str, ...] = ()) -> None:
    for word in given:
        if word not in known:
            near = difflib.get_close_matches(word, [*known, *also], n=1)
            meant = f" Did you mean “{near[0]}”?" if near and near[0] != word else f" It takes {_listed(known)}."
            raise BadScript(f"{where}: “{word}” does not belong here.{meant}")


def _listed(words: Any) -> str:
    return ", ".join(words)
