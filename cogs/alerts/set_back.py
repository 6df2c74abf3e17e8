"""After an older copy of the database was put back: what people were asked since then stands in the alert channel.

What catch-up finds anew is compared with it, so that nobody is asked twice: the notices that are there become those of
the new case, its ladder goes on where it stood, and who had it or how it ended is read from them. An erased member's
words from before their erasure stay erased. Whatever cannot be read is treated as never asked about.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import discord

from cogs.alerts import text
from cogs.alerts.matching.findings import Hit
from cogs.alerts.seen import Seen, Stands, Told
from cogs.shared.app import App
from cogs.shared.outcomes import SEND_ERRORS, failure
from cogs.shared.words import words_for
from storage.alerts import AlertStore
from storage.cases import CaseStore
from storage.ids import moment_of
from storage.keys import Vault
from storage.records.alerts import Outcome, Path
from storage.records.servers import Server

log = logging.getLogger(__name__)

MOST_READ = 500
_ABOUT = re.compile(r"<@(\d+)> \(\1\)")
_OURS = re.compile(r"alerts:(\w+):(\d+)")
_LINK = re.compile(r"/channels/\d+/\d+/(\d+)$")
_STATE = re.compile(r"^(➤|✔).*<@(\d+)>.*$", re.MULTILINE)
_SOON = timedelta(seconds=2)

Found = Sequence[tuple[Seen, tuple[Hit, ...]]]


@dataclass(frozen=True, slots=True)
class _Notice:
    """One message of ours about a member. `case_id` None: it is over, and nothing on it can be pressed."""

    member_id: int
    case_id: int | None
    linked_id: int | None
    stands: Stands
    touched_at: datetime
    verbs: frozenset[str]
    words: str


class SetBack:
    def __init__(self, app: App) -> None:
        self.app = app

    async def compared(self, guild: discord.Guild, server: Server, found: Found) -> Found:
        """The same without what an erasure took away, and with what people were told about the rest."""
        if not found:
            return found
        found = await without_the_erased(self.app.database.vault, found)
        async with self.app.database.reading() as work:
            known = await AlertStore(work).known(guild.id, [seen.message_id for seen, _ in found])
        fresh = [seen for seen, _ in found if seen.message_id not in known]
        if not fresh:
            return found
        lost = await self._lost(guild, server, min(seen.said_at for seen in fresh))
        return [
            (replace(seen, told=_told(server, seen, lost)) if seen in fresh else seen, hits) for seen, hits in found
        ]

    async def _lost(self, guild: discord.Guild, server: Server, since: datetime) -> list[_Notice]:
        """Our notices since then whose case this database does not know, oldest first."""
        notices: list[_Notice] = []
        for channel_id, path in ((server.alert_channel_id, Path.CHANNEL), (server.second_channel_id, Path.SECOND)):
            channel = None if channel_id is None else guild.get_channel(channel_id)
            if not isinstance(channel, discord.TextChannel):
                continue
            try:
                async for message in channel.history(limit=MOST_READ, after=since, oldest_first=True):
                    notice = _read(message, path) if message.author.id == guild.me.id else None
                    if notice is not None:
                        notices.append(notice)
            except SEND_ERRORS as error:
                log.info("what was asked before could not be read: %s", failure(error).detail)
        async with self.app.database.reading() as work:
            cases = await CaseStore(work).known({one.case_id for one in notices if one.case_id is not None})
            alerts = await AlertStore(work).known(guild.id, [one.linked_id for one in notices if one.linked_id])
        return [
            one
            for one in notices
            if (one.case_id not in cases if one.case_id is not None else one.linked_id not in alerts)
        ]


async def without_the_erased(vault: Vault, found: Found) -> Found:
    """Without words from before their author's erasure; what they wrote since is heard like everybody's."""
    erased: dict[bytes, datetime] = {}
    for number, mark in (await vault.tombstones()).items():
        erased[mark] = max(moment_of(number), erased.get(mark, moment_of(number)))
    if not erased:
        return found
    marks = {seen.member_id: await vault.mark_of(seen.guild_id, seen.member_id) for seen, _ in found}
    return [
        (seen, hits)
        for seen, hits in found
        if marks[seen.member_id] not in erased or seen.said_at > erased[marks[seen.member_id]]
    ]


def _read(message: discord.Message, path: Path) -> _Notice | None:
    """A message of ours as a notice; None for anything else that we say there."""
    parts = [message.content]
    ids: list[str] = []
    links: list[str] = []
    for one in _components(message.components):
        if isinstance(one, discord.TextDisplay):
            parts.append(one.content)
        elif isinstance(one, discord.Button):
            ids.append(one.custom_id or "")
            links.append(one.url or "")
    words = "\n".join(parts)
    about = _ABOUT.search(words)
    linked = next((found for link in links if (found := _LINK.search(link))), None)
    pressed = [found for one in ids if (found := _OURS.fullmatch(one))]
    if about is None or (not pressed and linked is None):
        return None
    return _Notice(
        member_id=int(about[1]),
        case_id=int(pressed[0][2]) if pressed else None,
        linked_id=int(linked[1]) if linked is not None else None,
        stands=Stands(path, message.channel.id, message.id, message.created_at),
        touched_at=message.edited_at or message.created_at,
        verbs=frozenset(found[1] for found in pressed),
        words=words,
    )


def _components(components: Sequence[Any]) -> Iterator[Any]:
    for one in components:
        yield one
        yield from _components(getattr(one, "children", ()))


def _told(server: Server, seen: Seen, lost: Sequence[_Notice]) -> Told | None:
    """How far people were asked about this member after these words; the last of their cases counts for all."""
    theirs = [one for one in lost if one.member_id == seen.member_id and one.touched_at >= seen.said_at]
    if not theirs:
        return None
    newest = theirs[-1]
    same = [one for one in lost if one.member_id == seen.member_id and one.case_id == newest.case_id]
    by, outcome = _ended(server, newest)
    return Told(
        began_at=same[0].stands.at,
        step=0,
        taken_by=by,
        upto=same[-1].stands.at + _SOON,
        outcome=outcome,
        stands=tuple(one.stands for one in same),
    )


def _ended(server: Server, notice: _Notice) -> tuple[int | None, Outcome | None]:
    """Who has it or resolved it, and how; (None, None) while nobody had."""
    line = _STATE.search(notice.words)
    if "take" in notice.verbs or line is None:
        return None, None
    if line[1] == "➤":
        return int(line[2]), None
    w = words_for(server.locale)
    said = [one for one in Outcome if text.outcome(w, one) in line[0]]
    return int(line[2]), max(said, key=lambda one: len(text.outcome(w, one)), default=Outcome.TALKED)
