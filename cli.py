"""Doors for the command line: `python bot.py [run | rehearse | scan | helplines | check | backup]`.

Without a word: `run` with a token, `rehearse` without one. Exit codes are kept for scripts:
0 well, 1 problems were found, 2 wrong use or no token, 3 unknown country, 4 Discord refused, 5 data that cannot be opened.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from cogs.shared.clock import SystemClock
from cogs.shared.config import Config, ConfigError, load
from storage.errors import StorageError

Run = Callable[[Config], Coroutine[Any, Any, int]]

WELL, PROBLEMS, WRONG_USE, NOT_OPENED = 0, 1, 2, 5
WORDS = ("run", "rehearse", "scan", "helplines", "check", "backup")


def main(argv: Sequence[str], *, run: Run, root: Path) -> int:
    """Answers the exit code; `run` starts the bot, `root` is the project's folder."""
    words = list(argv)
    config_path, words = _config_path(words, root)
    if not words or (words[0] not in WORDS and words[0].startswith("-") and words[0] not in ("-h", "--help")):
        words.insert(0, "run" if _has_token(config_path) else "rehearse")
    if words[0] in ("-h", "--help") or words[0] not in WORDS:
        _usage(sys.stdout if words[0] in ("-h", "--help") else sys.stderr)
        return WELL if words[0] in ("-h", "--help") else WRONG_USE
    word, rest = words[0], words[1:]
    try:
        match word:
            case "run":
                return _run(rest, config_path, run)
            case "rehearse":
                return _rehearse(rest, root)
            case "scan":
                return _scan(rest)
            case "helplines":
                return _helplines(rest)
            case "check":
                return _check(rest, config_path, root)
            case _:
                return _backup(rest, config_path)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    except StorageError as error:
        print(error, file=sys.stderr)
        return NOT_OPENED
    except KeyboardInterrupt:
        return WELL


def _config_path(words: list[str], root: Path) -> tuple[Path | None, list[str]]:
    """`--config FILE` anywhere in front, else CIRCLEKEEPER_CONFIG, else `config.toml` beside bot.py."""
    if len(words) > 1 and words[0] == "--config":
        return Path(words[1]), words[2:]
    named = os.environ.get("CIRCLEKEEPER_CONFIG")
    return Path(named) if named else root / "config.toml", words


def _has_token(config_path: Path | None) -> bool:
    try:
        return load(config_path, os.environ).discord.token is not None
    except ConfigError:
        return True  # `run` will say what is wrong with the file


def _usage(to: Any) -> None:
    print(
        "usage: python bot.py [--config FILE] [run | rehearse | scan | helplines | check | backup] …\n\n"
        "  run        the bot, on Discord or on the address in the configuration\n"
        "  rehearse   a local Discord, a page and the whole bot, on this machine, without a token\n"
        "  scan       read JSON lines, say which rules match\n"
        "  helplines  the lines of a country\n"
        "  check      look at configuration, data, rules and permissions; name each problem with its fix\n"
        "  backup     a verified copy of the running database, without its keys\n\n"
        "Each has --help. Without a word: run with a token, rehearse without one.",
        file=to,
    )


def _run(argv: list[str], config_path: Path | None, run: Run) -> int:
    argparse.ArgumentParser(prog="bot.py run", description="Run the bot until it is stopped.").parse_args(argv)
    config = load(config_path, os.environ)
    if config.discord.token is None:
        print(
            "There is no token. Put it into the environment as CIRCLEKEEPER_TOKEN, or its file's name into "
            "config.toml as discord.token_file; or try a rehearsal: python bot.py rehearse",
            file=sys.stderr,
        )
        return WRONG_USE
    return asyncio.run(run(config))


def _rehearse(argv: list[str], root: Path) -> int:
    try:
        from rehearsal.command_line import main as rehearse
    except ModuleNotFoundError as error:
        print(
            f"A rehearsal needs the packages of requirements-rehearsal.lock ({error.name} is missing). "
            "`make run` installs them.",
            file=sys.stderr,
        )
        return WRONG_USE
    return rehearse(argv, [sys.executable, str(root / "bot.py")])


def _scan(argv: list[str]) -> int:
    argparse.ArgumentParser(
        prog="bot.py scan",
        description='JSON lines {"id","text"} in; a JSON line {"id","hits":[…]} out for each.',
    ).parse_args(argv)
    from cogs.alerts.matching.scan import scan_lines

    return scan_lines(sys.stdin.buffer, sys.stdout.buffer)


def _helplines(argv: list[str]) -> int:
    from cogs.helplines.command_line import run as helplines

    return helplines(argv, sys.stdout, sys.stderr, SystemClock().now())


def _check(argv: list[str], config_path: Path | None, root: Path) -> int:
    from cogs.shared.self_check import run as check

    return check(argv, config_path, os.environ, root, sys.stdout)


def _backup(argv: list[str], config_path: Path | None) -> int:
    parser = argparse.ArgumentParser(
        prog="bot.py backup", description="A consistent, verified copy of the running database, without its keys."
    )
    parser.add_argument("file", type=Path, help="where the copy goes; it must not exist yet")
    wanted = parser.parse_args(argv)
    from storage.backup import backup

    asyncio.run(backup(load(config_path, os.environ).storage.address, wanted.file))
    print(f"The copy is complete and verified: {wanted.file}. Keep the keys elsewhere: they are not in it.")
    return WELL
