"""What an answer of Discord means for a row (codes: Discord's error table; causes: discord.py 2.7.1 as measured)."""

import asyncio
from dataclasses import dataclass
from enum import StrEnum

import aiohttp
import discord

_CLOSED = {50007, 50278}  # the person's door: cannot send to this user, no mutual server
_SLOW_DOWN = {40003, 30046, 20016, 20028, 20029}
_GONE = {10003, 10004, 10011, 50001, 50013, 50024, 50083, 160005}
_MESSAGE_GONE = 10008
_ARCHIVED = 50083


class Reopened(discord.DiscordException):
    """An edit met an archived thread, which is open again: the edit is tried anew."""


class Meaning(StrEnum):
    AGAIN = "again"  # no answer, or one that says nothing about what happened: same nonce, later
    WAIT = "wait"  # Discord named how long
    BLOCKED = "blocked"  # refused in front of Discord: everything rests
    CLOSED = "closed"
    GONE = "gone"
    MESSAGE_GONE = "message_gone"
    REFUSED = "refused"  # our payload: try the plain form
    UNAUTHORISED = "unauthorised"


@dataclass(frozen=True, slots=True)
class Failure:
    meaning: Meaning
    detail: str
    wait: float | None = None  # seconds

    @property
    def fate_unknown(self) -> bool:
        return self.meaning is Meaning.AGAIN


SEND_ERRORS = (discord.DiscordException, aiohttp.ClientError, OSError, asyncio.TimeoutError)


def met_an_archived_thread(error: discord.HTTPException) -> bool:
    return error.code == _ARCHIVED


def failure(error: BaseException) -> Failure:
    """Read an error of a send or an edit; anything not known is tried again, for a double is better than silence."""
    if isinstance(error, discord.RateLimited):
        return Failure(Meaning.WAIT, "429", error.retry_after)
    if isinstance(error, discord.HTTPException):
        return _http(error)
    return Failure(Meaning.AGAIN, type(error).__name__)


def _http(error: discord.HTTPException) -> Failure:
    detail = f"{error.status}/{error.code}"
    if error.status == 401:
        return Failure(Meaning.UNAUTHORISED, detail)
    if error.code in _CLOSED:
        return Failure(Meaning.CLOSED, detail)
    if error.code in _SLOW_DOWN:
        return Failure(Meaning.WAIT, detail, 60.0)
    if error.code == _MESSAGE_GONE:
        return Failure(Meaning.MESSAGE_GONE, detail)
    if error.code in _GONE or error.status in (403, 404):
        return Failure(Meaning.GONE, detail)
    if error.status == 429:
        return Failure(Meaning.BLOCKED, detail)
    if error.status == 400:
        return Failure(Meaning.REFUSED, detail)
    return Failure(Meaning.AGAIN, detail)
