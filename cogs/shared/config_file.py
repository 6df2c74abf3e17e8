"""Reads a settings file strictly: every key known, typed and written once, no value in a complaint."""

import difflib
import os
import re
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import cast

LIMIT = 65_536  # bytes
EXAMPLE = "config.example.toml"

type_names: Mapping[type, str] = {str: "text in quotes", int: "a whole number without quotes"}

Value = str | int
Tables = Mapping[str, Mapping[str, Value]]

_AT_LINE = re.compile(r"at line (\d+)")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]{1,40})\s*=")
_TABLE = re.compile(r"\s*\[\s*([A-Za-z0-9_-]{1,40})\s*\]")
_PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")


class ConfigError(Exception):
    """Names every problem it found: key, file and fix. Never a value."""

    def __init__(self, file: str, problems: list[str]) -> None:
        super().__init__("\n".join(f"{file}: {problem}" for problem in problems))
        self.file = file
        self.problems = tuple(problems)


def read_private(file: Path, limit: int) -> tuple[str, bool]:
    """The text of a file, and whether others than its owner can reach it.

    A ValueError finishes the sentence "the file ..."; an OSError comes as it is.
    """
    if not stat.S_ISREG(file.stat().st_mode):
        raise ValueError("is not a file")
    with file.open("rb") as opened:
        content = opened.read(limit + 1)
        mode = os.fstat(opened.fileno()).st_mode
    if len(content) > limit:
        raise ValueError(f"is larger than {limit} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8 text") from None
    return text.replace("\r\n", "\n"), os.name == "posix" and bool(mode & 0o077)


def read_tables(text: str, file: str) -> Mapping[str, object]:
    """The TOML of a settings file; ConfigError names the line, and the key where there is one."""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if "\t" in line:
            raise ConfigError(file, [f"{_place(lines, number)} holds a tab. Use spaces instead."])
    try:
        return cast("Mapping[str, object]", tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        number = int(found[1]) if found else len(lines)
        raise ConfigError(file, [_syntax_problem(lines, number)]) from None
    except RecursionError:
        raise ConfigError(file, [f"is nested too deeply. Start again from {EXAMPLE}."]) from None


def _place(lines: list[str], number: int) -> str:
    """`line 3 (discord.token)`: what stands at the line, read from its left side only."""
    table, key = "", ""
    for line in lines[:number]:
        if found := _TABLE.match(line):
            table, key = found[1], ""
        elif found := _KEY.match(line):
            key = f"{table}.{found[1]}" if table else found[1]
    name = key or table
    return f"line {number} ({name})" if name else f"line {number}"


def _syntax_problem(lines: list[str], number: int) -> str:
    where = _place(lines, number)
    seen: set[str] = set()
    table = ""
    for line in lines[:number]:
        name = ""
        if found := _TABLE.match(line):
            table = name = found[1]
        elif found := _KEY.match(line):
            name = f"{table}.{found[1]}"
        if name and name in seen:
            return f"{where}: {name} is written twice. Keep one of the two."
        seen.add(name)
    return f'{where} cannot be read. Write it as in {EXAMPLE}: name = "text" or name = 3.'


def check_keys(tables: Mapping[str, object], known: Tables, excused: frozenset[str]) -> tuple[Tables, list[str]]:
    """Every known key with its value, and the problems: keys that are unknown, missing or of the wrong type.

    A table that is not there is at its defaults; one that is there is whole, but for `excused` keys.
    """
    problems = [_unknown(name, "", list(known)) for name in tables if name not in known]
    settled: dict[str, Mapping[str, Value]] = {}
    for name, defaults in known.items():
        given = tables.get(name)
        if given is None:
            settled[name] = defaults
        elif isinstance(given, dict):
            keys = cast("dict[str, object]", given)
            problems += _table_problems(name, keys, defaults, excused)
            settled[name] = {
                key: value if isinstance(value := keys.get(key), type(default)) else default
                for key, default in defaults.items()
            }
        else:
            settled[name] = defaults
            problems.append(f"{name} must be a table. Write [{name}] on a line of its own.")
    return settled, problems


def _table_problems(
    table: str, given: Mapping[str, object], defaults: Mapping[str, Value], excused: frozenset[str]
) -> list[str]:
    problems = [_unknown(key, f"{table}.", list(defaults)) for key in given if key not in defaults]
    for key, default in defaults.items():
        name = f"{table}.{key}"
        if key not in given:
            if name not in excused:
                problems.append(f"{name} is missing. Copy its line from {EXAMPLE} into [{table}].")
        elif type(given[key]) is not type(default):  # not isinstance: true is no number
            problems.append(f"{name} must be {type_names[type(default)]}.")
    return problems


def _unknown(key: str, table: str, known: list[str]) -> str:
    # A value pasted in the wrong place must not come out of here as a name.
    if not _PLAIN_NAME.fullmatch(key):
        return (
            f"a key in [{table.rstrip('.')}] has an unknown name. See {EXAMPLE}."
            if table
            else (f"a table or key at the top has an unknown name. See {EXAMPLE}.")
        )
    near = difflib.get_close_matches(key, known, 1)
    fix = f"Did you mean {table}{near[0]}?" if near else f"Take it out, or see {EXAMPLE}."
    return f"{table}{key} is not a setting. {fix}"
