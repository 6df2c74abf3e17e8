"""Application commands: names, descriptions, options, choices, counts and sizes."""

from __future__ import annotations

import unicodedata
from typing import Any

from rehearsal.rules.form import Form, Path, an_object
from rehearsal.wire import Json, Refusal

SLASH, ENTRY = 1, 4
COUNTS = {1: 100, 2: 15, 3: 15, 4: 1}
SIZE = 8000
SUBCOMMAND, GROUP, STRING, INTEGER, NUMBER = 1, 2, 3, 4, 10
_SAFE = 2**53


def good_name(name: str) -> bool:
    """Whether a slash command or option may be called this: 1 to 32 letters, digits, - _ ', in lower case."""
    if not 1 <= len(name) <= 32 or name != name.lower():
        return False
    return all(char in "-_'" or _is_letter_or_digit(char) for char in name)


def _is_letter_or_digit(char: str) -> bool:
    if unicodedata.category(char)[0] in "LN":
        return True
    script = unicodedata.name(char, "").split(" ")[0]
    return script in {"DEVANAGARI", "THAI"}


def check_command(form: Form, path: Path, command: Json, *, partial: bool = False) -> None:
    """Check one command to be created, or (`partial`) the changes of one."""
    kind = command.get("type") or SLASH
    form.one_of((*path, "type"), kind, (1, 2, 3, 4))
    if "name" in command or not partial:
        _name(form, (*path, "name"), command.get("name"), free=kind != SLASH)
    if kind == SLASH:
        if "description" in command or not partial:
            form.text((*path, "description"), command.get("description"), 1, 100)
        _options(form, (*path, "options"), command.get("options"), depth=0)
    elif command.get("description"):
        form.add((*path, "description"), "APPLICATION_COMMAND_INVALID_DESCRIPTION", "Menus have no description")
    elif command.get("options"):
        form.add((*path, "options"), "APPLICATION_COMMAND_INVALID_OPTIONS", "Menus have no options")
    if _size(command) > SIZE:
        form.add(path, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({SIZE})")


def check_commands(commands: Any, *, of_a_server: bool = False) -> None:
    """Check the whole list of one scope; raises `Refusal`. A server has no entry point of its own."""
    form = Form()
    counts: dict[int, int] = {}
    seen: set[tuple[str, int]] = set()
    for index, item in enumerate(form.items((), commands)):
        command = an_object(item)
        kind = int(command.get("type") or SLASH)
        counts[kind] = counts.get(kind, 0) + 1
        key = (str(command.get("name")), kind)
        if key in seen:
            message = "Application command names must be unique"
            form.add((index, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", message)
        seen.add(key)
        if of_a_server and kind == ENTRY:
            message = "An entry point is a command of the whole application"
            form.add((index, "type"), "APPLICATION_COMMAND_INVALID_TYPE", message)
        check_command(form, (index,), command)
    form.settle()
    for kind, count in counts.items():
        if count > COUNTS.get(kind, 0):
            raise Refusal(400, 30032, f"Maximum number of application commands reached ({COUNTS.get(kind, 0)})")


def check_choices(form: Form, path: Path, choices: Any, kind: int = STRING) -> None:
    """Check the choices of an option, or the answer to an autocomplete."""
    for index, item in enumerate(form.items(path, choices, 0, 25)):
        choice, here = an_object(item), (*path, index)
        form.text((*here, "name"), choice.get("name"), 1, 100)
        value = choice.get("value")
        if kind == STRING:
            form.text((*here, "value"), value, 1, 100)
        elif isinstance(value, bool) or not isinstance(value, (int, float)):
            form.add((*here, "value"), "NUMBER_TYPE_COERCE", f'Value "{value}" is not a number.')
        elif abs(value) > _SAFE:
            form.add((*here, "value"), "NUMBER_TYPE_MAX", "The number is out of range.")


def _name(form: Form, path: Path, name: Any, *, free: bool) -> None:
    if not form.text(path, name, 1, 32):
        return
    if not free and not good_name(str(name)):
        form.add(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _options(form: Form, path: Path, options: Any, *, depth: int) -> None:
    names: set[str] = set()
    optional = False
    for index, item in enumerate(form.items(path, options, 0, 25)):
        option, here = an_object(item), (*path, index)
        kind = option.get("type")
        _name(form, (*here, "name"), option.get("name"), free=False)
        form.text((*here, "description"), option.get("description"), 1, 100)
        if option.get("name") in names:
            message = "Application command option names must be unique"
            form.add(here, "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE", message)
        names.add(str(option.get("name")))
        if kind in (SUBCOMMAND, GROUP):
            if depth > (0 if kind == GROUP else 1):
                form.add((*here, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command nesting is invalid")
            _options(form, (*here, "options"), option.get("options"), depth=depth + 1)
            continue
        if option.get("required") and optional:
            message = "Required options must be placed before non-required options"
            form.add(here, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional = optional or not option.get("required")
        _leaf(form, here, option)


def _leaf(form: Form, path: Path, option: Json) -> None:
    kind = option.get("type")
    form.one_of((*path, "type"), kind, tuple(range(1, 12)))
    check_choices(form, (*path, "choices"), option.get("choices"), STRING if kind == STRING else INTEGER)
    if option.get("choices") and option.get("autocomplete"):
        message = "Autocomplete and choices cannot be used together"
        form.add(path, "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES", message)
    form.whole((*path, "min_length"), option.get("min_length"), 0, 6000)
    form.whole((*path, "max_length"), option.get("max_length"), 1, 6000)
    for name in ("min_value", "max_value"):
        value = option.get(name)
        if value is not None and abs(value) > _SAFE:
            form.add((*path, name), "NUMBER_TYPE_MAX", "The number is out of range.")


def _size(command: Json) -> int:
    size = len(str(command.get("name") or "")) + len(str(command.get("description") or ""))
    for option in command.get("options") or ():
        size += _size(an_object(option))
    for choice in command.get("choices") or ():
        size += len(str(an_object(choice).get("name") or "")) + len(str(an_object(choice).get("value") or ""))
    return size
