"""Turns settings into values, collecting what is wrong with them: key and fix, never the value."""

from collections.abc import Mapping
from pathlib import Path

from cogs.shared.addresses import Address, Reach, read_address
from cogs.shared.config_file import Tables, read_private
from cogs.shared.secret import Secret

TOKEN_VARIABLE = "CIRCLEKEEPER_TOKEN"  # noqa: S105 - the name of a variable
LOCAL_TOKEN = "local."  # noqa: S105 - how the tokens of a rehearsal begin
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class Reading:
    """Reads one installation's settled keys. What it says is added to `problems`."""

    def __init__(self, settled: Tables, folder: Path, problems: list[str]) -> None:
        self._settled = settled
        self._folder = folder
        self._problems = problems

    def holds_a_secret(self) -> bool:
        address = self._text("storage.address")
        return bool(
            self._text("discord.token")
            or self._text("operator.outside_hook")
            or (address.startswith("postgres") and "@" in address and ":" in address.split("@")[0][11:])
        )

    def _text(self, name: str) -> str:
        table, key = name.split(".")
        return str(self._settled[table][key])

    def _say(self, name: str, problem: str) -> None:
        self._problems.append(f"{name} {problem}")

    def line(self, name: str, limit: int) -> str:
        text = self._text(name)
        if len(text) > limit or not text.isprintable():
            self._say(name, f"must be one line of at most {limit} characters.")
        return text

    def number(self, name: str, least: int, most: int) -> int:
        table, key = name.split(".")
        number = int(self._settled[table][key])
        if not least <= number <= most:
            self._say(name, f"must be a number from {least} to {most}.")
        return number

    def path(self, name: str) -> Path:
        text = self.line(name, 4096)
        if not text:
            self._say(name, "must be the path of a file.")
        return self._folder / text

    def level(self) -> str:
        level = self._text("logging.level")
        if level not in LEVELS:
            self._say("logging.level", f"must be one of {', '.join(LEVELS)}.")
        return level

    def storage_address(self) -> str:
        address = self.line("storage.address", 4096)
        scheme, _, rest = address.partition(":")
        if scheme == "postgresql" and rest.startswith("//"):
            return address
        if scheme != "sqlite" or not rest or rest.startswith(("//", ":")):
            self._say(
                "storage.address",
                "must be a file on this machine, such as sqlite:data/circlekeeper.db, or a database server, "
                "written postgresql://user:password@host/database. A database in memory would forget people.",
            )
            return address
        return f"sqlite:{self._folder / rest}"

    def _address(self, name: str, schemes: tuple[str, str], *, with_query: bool = False) -> Address | None:
        address = read_address(self._text(name))
        if address is None or address.scheme not in schemes or (address.query and not with_query):
            self._say(
                name,
                f"must be an address that begins with {schemes[0]}:// or {schemes[1]}://, without a user name"
                f"{'' if with_query else ' or a question mark'} in it.",
            )
            return None
        return address

    def discord(self, environ: Mapping[str, str]) -> tuple[Secret | None, str, str]:
        """The token, the base of the API and the gateway's address, fit to be used together."""
        token = self._token(environ)
        base, gateway = self._text("discord.api_base"), self._text("discord.gateway_url")
        rest = self._address("discord.api_base", ("https", "http"))
        socket = self._address("discord.gateway_url", ("wss", "ws"))
        if rest and not rest.path.endswith("/api/v10"):
            self._say("discord.api_base", "must end in /api/v10, without a slash behind it.")
        if token:
            self._guard("discord.api_base", rest, token)
            self._guard("discord.gateway_url", socket, token)
        return token, base, gateway

    def _guard(self, name: str, address: Address | None, token: Secret) -> None:
        """A rehearsal's token stays on this machine; a real one never crosses the internet in the clear."""
        if address is None:
            return
        if token.reveal().startswith(LOCAL_TOKEN):
            if address.reach is not Reach.LOOPBACK:
                self._say(
                    name,
                    "leaves this machine, and the token is one of a rehearsal. Use the token of your Discord "
                    "application, or an address on 127.0.0.1.",
                )
        elif address.reach is Reach.PUBLIC and not address.is_encrypted:
            self._say(name, "would carry the token across the internet unencrypted. Use https:// or wss://.")

    def _token(self, environ: Mapping[str, str]) -> Secret | None:
        written, file = self._text("discord.token"), self.line("discord.token_file", 4096)
        if given := environ.get(TOKEN_VARIABLE, "").strip():
            return self._checked_token(TOKEN_VARIABLE, given)
        if written and file:
            self._say("discord.token", "and discord.token_file are both set. Keep one of the two.")
            return None
        if file:
            return self._token_from(self._folder / file)
        return self._checked_token("discord.token", written) if written else None

    def _token_from(self, file: Path) -> Secret | None:
        name = "discord.token_file"
        try:
            text, open_to_others = read_private(file, 4096)
        except ValueError as error:
            self._say(name, f"names a file that {error}. It must hold the token and nothing else.")
            return None
        except OSError as error:
            self._say(name, f"names a file that cannot be read ({type(error).__name__}). Check the path.")
            return None
        if open_to_others:
            self._say(name, f'names a file that others can read. Run: chmod 600 "{file}"')
        if not text.strip():
            self._say(name, "names an empty file. It must hold the token and nothing else.")
            return None
        return self._checked_token(name, text.strip())

    def _checked_token(self, name: str, token: str) -> Secret | None:
        if not token.isascii() or not token.isprintable() or " " in token:
            self._say(name, "must be the token alone: one word, without Bot in front of it.")
            return None
        return Secret(token)

    def clock_source(self) -> str:
        source = self._text("clock.source")
        if source != "system":
            address = read_address(source)
            if address is None or address.scheme != "ws" or address.reach is not Reach.LOOPBACK:
                self._say("clock.source", 'must be "system". (A rehearsal gives a ws:// address on 127.0.0.1.)')
        return source

    def outside_hook(self) -> Secret | None:
        text = self._text("operator.outside_hook")
        if not text:
            return None
        address = self._address("operator.outside_hook", ("https", "http"), with_query=True)
        if address and not address.is_encrypted and address.reach is not Reach.LOOPBACK:
            self._say("operator.outside_hook", "must begin with https://, unless it stays on this machine.")
        return Secret(text)
