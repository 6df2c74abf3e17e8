"""The settings of one installation: frozen, typed, checked before anything starts.

`config.example.toml` holds every key with its default; a file that is not there means all of them.
"""

import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from cogs.shared.config_file import LIMIT, ConfigError, Tables, check_keys, read_private, read_tables
from cogs.shared.config_reading import TOKEN_VARIABLE, Reading
from cogs.shared.secret import Secret

__all__ = ["TOKEN_VARIABLE", "Config", "ConfigError", "Secret", "load"]


DEFAULTS: Tables = {
    "discord": {
        "token": "",
        "token_file": "",
        "api_base": "https://discord.com/api/v10",
        "gateway_url": "wss://gateway.discord.gg/",
    },
    "storage": {
        "address": "sqlite:data/circlekeeper.db",
        "keys": "data/keys.db",
        "master_key_file": "data/master.key",
        "ballast_mb": 8,
    },
    "clock": {"source": "system"},
    "operator": {"outside_hook": "", "contact": ""},
    "logging": {"level": "INFO"},
    "delivery": {"requests_per_second": 45},
}


@dataclass(frozen=True, slots=True)
class DiscordConfig:
    token: Secret | None
    api_base: str
    gateway_url: str


@dataclass(frozen=True, slots=True)
class StorageConfig:
    address: str = field(repr=False)  # a PostgreSQL address may hold a password
    keys: Path
    master_key_file: Path
    ballast_mb: int


@dataclass(frozen=True, slots=True)
class ClockConfig:
    source: str


@dataclass(frozen=True, slots=True)
class OperatorConfig:
    outside_hook: Secret | None
    contact: str


@dataclass(frozen=True, slots=True)
class LoggingConfig:
    level: str


@dataclass(frozen=True, slots=True)
class DeliveryConfig:
    requests_per_second: int


@dataclass(frozen=True, slots=True)
class Config:
    discord: DiscordConfig
    storage: StorageConfig
    clock: ClockConfig
    operator: OperatorConfig
    logging: LoggingConfig
    delivery: DeliveryConfig
    folder: Path  # where relative paths begin

    def folders_to_make(self) -> set[Path]:
        """The default folder is made on the first start; a folder that someone named elsewhere is theirs to make."""
        wanted = {self.storage.keys.parent, self.storage.master_key_file.parent}
        return {folder for folder in wanted if folder.parent == self.folder and not folder.exists()}

    def secrets(self) -> tuple[str, ...]:
        """What must never stand in a log."""
        password = urllib.parse.urlsplit(self.storage.address).password
        held = [s.reveal() for s in (self.discord.token, self.operator.outside_hook) if s]
        return (*held, *({password, urllib.parse.unquote(password)} if password else ()))


def load(path: Path | None, environ: Mapping[str, str]) -> Config:
    """The settings of the file at `path`; of the defaults where it is None or not there.

    The token of the environment wins over the file's. Raises ConfigError with every problem found.
    """
    file = str(path) if path else "the settings"
    folder = path.absolute().parent if path else Path.cwd()
    tables, open_to_others = _tables(path, file)
    settled, problems = check_keys(tables, DEFAULTS, _excused(tables, environ))
    reading = Reading(settled, folder, problems)
    config = _config(reading, folder, environ)
    if open_to_others and reading.holds_a_secret():
        problems.append(f'holds a secret and others can read it. Run: chmod 600 "{file}"')
    if problems:
        raise ConfigError(file, problems)
    return config


def _tables(path: Path | None, file: str) -> tuple[Mapping[str, object], bool]:
    if path is None:
        return {}, False
    try:
        text, open_to_others = read_private(path, LIMIT)
    except FileNotFoundError:
        return {}, False
    except ValueError as error:
        raise ConfigError(file, [f"{error}. Start again from config.example.toml."]) from None
    except OSError as error:
        raise ConfigError(file, [f"cannot be read ({type(error).__name__}). Check who owns it."]) from None
    return read_tables(text, file), open_to_others


def _config(reading: Reading, folder: Path, environ: Mapping[str, str]) -> Config:
    return Config(
        discord=DiscordConfig(*reading.discord(environ)),
        storage=StorageConfig(
            address=reading.storage_address(),
            keys=reading.path("storage.keys"),
            master_key_file=reading.path("storage.master_key_file"),
            ballast_mb=reading.number("storage.ballast_mb", 0, 1024),
        ),
        clock=ClockConfig(reading.clock_source()),
        operator=OperatorConfig(reading.outside_hook(), reading.line("operator.contact", 200)),
        logging=LoggingConfig(reading.level()),
        delivery=DeliveryConfig(reading.number("delivery.requests_per_second", 1, 50)),
        folder=folder,
    )


def _excused(tables: Mapping[str, object], environ: Mapping[str, str]) -> frozenset[str]:
    """One way to give a token is enough: the other line may be left out."""
    discord = tables.get("discord")
    given = cast("dict[str, object]", discord).keys() if isinstance(discord, dict) else set[str]()
    if environ.get(TOKEN_VARIABLE) or "token" in given:
        return frozenset({"discord.token", "discord.token_file"})
    return frozenset({"discord.token"} if "token_file" in given else set())
