"""Discord's Markdown as the words a person reads: marks gone, mentions named, moments written out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from rehearsal.world import World

_ESCAPED = re.compile(r"\\([^A-Za-z0-9\s])")
_ESCAPE_BASE = 0xE000  # private use: an escaped character stays out of reach of the rules below
_MENTION = re.compile(r"<(@&|@!?|#)(\d{1,20})>")
_COMMAND = re.compile(r"</([^:>]{1,100}):\d+>")
_EMOJI = re.compile(r"<a?:(\w{2,32}):\d+>")
_MOMENT = re.compile(r"<t:(-?\d{1,13})(?::([tTdDfFR]))?>")
_LINK = re.compile(r"\[([^\[\]]+)\]\(<?(https?://[^\s()<>]+)>?\)")
_ANGLED = re.compile(r"<(https?://[^\s<>]+)>")
_PHONE = re.compile(r"<(\+\d{4,20})>")
_LINE_MARK = re.compile(r"(?m)^(?:#{1,3} |-# |>>> |> )")
_PAIRS = [
    re.compile(rf"(?s)(?<!\w){mark}(?=\S)(.+?)(?<=\S){mark}(?!\w)" if mark == "_" else rf"(?s){mark}(.+?){mark}")
    for mark in (r"\|\|", r"\*\*\*", r"\*\*", "__", "~~", r"\*", "_", "```", "`")
]
_FORMATS = {
    "t": "%H:%M", "T": "%H:%M:%S", "d": "%d/%m/%Y", "D": "%-d %B %Y",
    "f": "%-d %B %Y %H:%M", "F": "%A, %-d %B %Y %H:%M", "R": "%-d %B %Y %H:%M",
}  # fmt: skip


def plain(text: str, name_of: Callable[[str, int], str]) -> str:
    """The words of `text`. `name_of(kind, id)` names what a mention points at; kind is user, role or channel.

    Moments are written in UTC, because a transcript has no reader with a zone of their own.
    """
    text = _ESCAPED.sub(lambda found: chr(_ESCAPE_BASE + ord(found[1])) if ord(found[1]) < 0x1000 else found[1], text)
    kinds = {"@&": "role", "#": "channel"}
    text = _MENTION.sub(lambda found: name_of(kinds.get(found[1], "user"), int(found[2])), text)
    text = _COMMAND.sub(r"/\1", text)
    text = _EMOJI.sub(r":\1:", text)
    text = _MOMENT.sub(lambda found: _moment(int(found[1]), found[2] or "f"), text)
    text = _LINK.sub(r"\1 (\2)", text)
    text = _PHONE.sub(r"\1", _ANGLED.sub(r"\1", text))
    text = _LINE_MARK.sub("", text)
    for pair in _PAIRS:
        text = pair.sub(r"\1", text)
    return "".join(
        chr(ord(mark) - _ESCAPE_BASE) if _ESCAPE_BASE <= ord(mark) < _ESCAPE_BASE + 0x1000 else mark for mark in text
    )


def _moment(seconds: int, style: str) -> str:
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return "an invalid date"
    pattern = _FORMATS[style].replace("%-d", str(moment.day))
    return moment.strftime(pattern) + ("" if style in "dD" else " UTC")


def naming(world: World, guild_id: int | None) -> Callable[[str, int], str]:
    """Names for `plain`, as people of this server read them (account names where there is no server)."""
    guild = world.state.guilds.get(guild_id) if guild_id is not None else None

    def name_of(kind: str, key: int) -> str:
        if kind == "user":
            return "@" + shown_name(world, guild_id, key)
        if kind == "role":
            role = guild.roles.get(key) if guild is not None else None
            return ("@" + role.name.removeprefix("@")) if role is not None else "@deleted-role"
        channel = world.state.channels.get(key)
        return f"#{channel.name}" if channel is not None and channel.name else "#unknown"

    return name_of


def shown_name(world: World, guild_id: int | None, user_id: int) -> str:
    """How a person is called here: nickname, else display name."""
    user = world.state.users.get(user_id)
    if user is None:
        return "unknown-user"
    guild = world.state.guilds.get(guild_id) if guild_id is not None else None
    member = guild.members.get(user_id) if guild is not None else None
    if member is not None and member.nick:
        return member.nick
    return user.global_name or user.name
