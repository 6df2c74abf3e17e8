"""Doors for the command line: `python bot.py [run | rehearse | scan | helplines | check | backup]`.

Without a word: `run` with a token, `rehearse` without one. Exit codes are kept for scripts:
0 well, 1 problems were found, 2 wrong use or no token, 3 unknown country, 4 Discord refused, 5 data not opened.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any

import aiohttp

from cogs.shared.clock import SystemClock
from cogs.shared.config import Config, ConfigError, load
from storage.errors import OlderSchema, StorageError
from storage.peek import exists, peek
from storage.records.servers import Server
from storage.servers import ServerStore
from storage.would_open import refuse_what_would_not_open

Run = Callable[[Config], Coroutine[Any, Any, int]]

WELL, PROBLEMS, WRONG_USE, NOT_OPENED = 0, 1, 2, 5
# Application flags of Discord: the full intent, or the limited one of an app in fewer servers.
_INTENT_FLAGS = {"Server Members": 1 << 14 | 1 << 15, "Message Content": 1 << 18 | 1 << 19}
WORDS = ("run", "rehearse", "scan", "helplines", "check", "backup")


def main(argv: Sequence[str], *, run: Run, root: Path) -> int:
    """Answers the exit code; `run` starts the bot, `root` is the project's folder."""
    try:
        config_path, words = _config_path(list(argv), root)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return WRONG_USE
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
                return _check(rest, config_path)
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
    """`--config FILE` in front, else CIRCLEKEEPER_CONFIG, else `config.toml` beside bot.py, which may be missing.

    Raises ConfigError when a file that somebody named is not there: the defaults would be another database.
    """
    named = os.environ.get("CIRCLEKEEPER_CONFIG")
    if words and words[0].partition("=")[0] == "--config":
        _, is_joined, named = words[0].partition("=")
        if not is_joined:
            named = words[1] if len(words) > 1 else ""
        words = words[1 if is_joined else 2 :]
        if not named:
            raise ConfigError("--config", ["needs the name of a file."])
    if not named:
        return root / "config.toml", words
    if not Path(named).exists():
        raise ConfigError(named, ["there is no such file. Check the name, or copy config.example.toml there."])
    return Path(named), words


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

    return _answered(lambda: scan_lines(sys.stdin.buffer, sys.stdout.buffer))


def _answered(answer: Callable[[], int]) -> int:
    """What reads the answers may stop early, as `head` does, and a disk may be full: neither is a fault of ours."""
    try:
        code = answer()
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter stumbles at its end
        if not isinstance(error, BrokenPipeError):
            print(f"The answers could not be written: {error.strerror}.", file=sys.stderr)
        return PROBLEMS
    return code


def _helplines(argv: list[str]) -> int:
    from cogs.helplines.command_line import run as helplines

    return _answered(lambda: helplines(argv, sys.stdout, sys.stderr, SystemClock().now()))


def _check(argv: list[str], config_path: Path | None) -> int:
    parser = argparse.ArgumentParser(
        prog="bot.py check", description="Name every problem with its fix; exit 0 only if the bot would run."
    )
    parser.add_argument("--stale", action="store_true", help="also list helplines that were last seen too long ago")
    parser.add_argument("--reported", action="store_true", help="also list helplines that people said are wrong")
    wanted = parser.parse_args(argv)
    now = SystemClock().now()
    from cogs.alerts.matching.engine import PackError, starter_engine
    from cogs.helplines.checks import problems as helpline_problems
    from cogs.helplines.checks import stale
    from cogs.helplines.directory import Directory

    found: list[str] = []
    try:
        found += _problems_of_the_installation(load(config_path, os.environ))
    except ConfigError as error:
        found += str(error).splitlines()
    try:
        starter_engine()
    except PackError as error:
        found.append(f"{error} Mend the pack, or take it from the release again.")
    found += [f"helplines: {problem}" for problem in helpline_problems(now.date())]
    if wanted.stale:
        for line in stale(Directory.load().all, now):
            print(f"{line.id}: last seen on a source on {line.evidence_date or 'no known day'}; please check it again")
    if wanted.reported:
        _print_reported(load(config_path, os.environ))
    for problem in found:
        print(problem)
    print("All is well: the bot would run." if not found else f"{len(found)} to mend before the bot can run.")
    return PROBLEMS if found else WELL


def _print_reported(config: Config) -> None:
    from storage.reported_lines import reported_lines

    for one in asyncio.run(reported_lines(config.storage.address)):
        print(f"{one.line_id}: {one.what}, said {one.count} times, last on {one.newest.date()}, {one.state}")


def _problems_of_the_installation(config: Config) -> list[str]:
    data = config.storage
    found: list[str] = []
    try:
        asyncio.run(
            refuse_what_would_not_open(data.address, data.keys, data.master_key_file, makes=config.folders_to_make())
        )
    except StorageError as error:
        found.append(str(error))
    if config.discord.token is None:
        print("There is no token, so the bot would start a rehearsal. Set CIRCLEKEEPER_TOKEN to go on Discord.")
    else:
        found += asyncio.run(_problems_on_discord(config, config.discord.token.reveal(), opens=not found))
    return found


async def _problems_on_discord(config: Config, token: str, *, opens: bool) -> list[str]:
    """Whether Discord takes the token, and then, if the data opens, what the bot lacks on each server."""
    found = await _problems_of_the_token(config.discord.api_base, token)
    if found or not opens:
        return found
    import discord

    from cogs.setup.command_line import permissions

    try:
        servers = await _servers_set_up(config.storage.address)
        report = await permissions(config.discord.api_base, token, servers)
    except OlderSchema:
        print("An older version wrote the database. Start the bot once, then check again for permissions.")
        return []
    except StorageError as error:
        return [str(error)]
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
        return [f"The permissions could not be read ({type(error).__name__}). Check the network, and try again."]
    for note in report.notes:
        print(note)
    return report.problems


async def _servers_set_up(address: str) -> Mapping[int, Server]:
    """As the running bot has them: beside it, without its lock or its keys."""
    if not exists(address):
        return {}
    async with peek(address) as work:
        return {server.guild_id: server for server in await ServerStore(work).all()}


async def _problems_of_the_token(api_base: str, token: str) -> list[str]:
    """Ask Discord who the token belongs to, and whether the privileged intents are switched on."""
    timeout = aiohttp.ClientTimeout(total=15)
    headers = {"Authorization": f"Bot {token}"}
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, headers=headers) as session,
            session.get(f"{api_base}/applications/@me") as answer,
        ):
            if answer.status == 401:
                return ["Discord does not know this token. Make a new one in the Developer Portal, under Bot."]
            flags = int((await answer.json()).get("flags") or 0)
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        return [f"Discord could not be reached ({type(error).__name__}). Check the network and discord.api_base."]
    missing = [name for name, bits in _INTENT_FLAGS.items() if not flags & bits]
    return [f"The intent “{name}” is off. Switch it on in the Developer Portal, under Bot." for name in missing]


def _backup(argv: list[str], config_path: Path | None) -> int:
    parser = argparse.ArgumentParser(
        prog="bot.py backup", description="A consistent, verified copy of the running database, without its keys."
    )
    parser.add_argument(
        "file", type=Path, help="where the copy goes; an older backup of that name is replaced, no other file is"
    )
    wanted = parser.parse_args(argv)
    from storage.backup import backup

    asyncio.run(backup(load(config_path, os.environ).storage.address, wanted.file))
    print(f"The copy is complete and verified: {wanted.file}. Keep the keys elsewhere: they are not in it.")
    return WELL
