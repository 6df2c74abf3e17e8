"""Sharing behind a content note: what a member posts through the bot, and what a reader wants to be warned of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cogs.shared.words import mark
from storage.care import CareStore
from storage.ids import new_id
from storage.outbox import OutboxStore
from storage.records.care import Cautions, Share
from storage.records.outbox import Lane, Target, ToSay
from storage.shares import ShareStore
from storage.work import Work

SHARE, REDRAWN = "care.share", "care.share_redrawn"
MOST_IN_AN_HOUR = 5
MOST_OWN, LONGEST_OWN = 20, 40

TOPICS = {
    "suicide": mark("Suicide"),
    "self-harm": mark("Self-harm"),
    "alcohol": mark("Alcohol"),
    "drugs": mark("Drugs"),
    "gambling": mark("Gambling"),
    "eating": mark("Eating and bodies"),
    "violence": mark("Violence and abuse"),
    "sexual-violence": mark("Sexual violence"),
    "loss": mark("Death and loss"),
    "pregnancy": mark("Pregnancy and children"),
    "illness": mark("Illness and hospital"),
    "police": mark("Police and courts"),
    "hate": mark("Hate and discrimination"),
    "animals": mark("Harm to animals"),
    "other": mark("Something else heavy"),
}


class NotShared(StrEnum):
    EMPTY = "empty"
    TOO_OFTEN = "too_often"


@dataclass(frozen=True, slots=True)
class Draft:
    guild_id: int
    channel_id: int
    member_id: int
    words: str
    note: str
    topics: Sequence[str]
    anonymous: bool

    @property
    def text(self) -> str:
        """All of it, as the alerts read it."""
        return "\n".join(part for part in (self.note, self.words) if part)


async def refusal(work: Work, draft: Draft, now: datetime) -> NotShared | None:
    if not draft.words.strip():
        return NotShared.EMPTY
    since = now - timedelta(hours=1)
    if await ShareStore(work).count_since(draft.guild_id, draft.member_id, since) >= MOST_IN_AN_HOUR:
        return NotShared.TOO_OFTEN
    return None


async def post(work: Work, draft: Draft, now: datetime) -> Share:
    """Write it down and say it in the same transaction. Have it scanned before, outside of any transaction."""
    share = Share(
        share_id=new_id(now),
        guild_id=draft.guild_id,
        channel_id=draft.channel_id,
        member_id=draft.member_id,
        anonymous=draft.anonymous,
        topics=tuple(topic for topic in draft.topics if topic in TOPICS),
        note=draft.note,
        words=draft.words,
        message_id=None,
        shared_at=now,
        withdrawn_at=None,
    )
    await ShareStore(work).add(share)
    await OutboxStore(work).add(to_say(share), now)
    return share


async def take_back(work: Work, share: Share, now: datetime) -> None:
    """The words are gone at once, and the message is redrawn without them."""
    await ShareStore(work).withdraw(share.guild_id, share.share_id, now)
    if share.message_id is not None:
        await OutboxStore(work).redraw(to_say(share), now)


def to_say(share: Share) -> ToSay:
    """The message, or the edit of it once it stands there."""
    posted = share.message_id is not None
    return ToSay(
        key=f"{REDRAWN if posted else SHARE}:{share.guild_id}:{share.share_id}",
        kind=SHARE,
        lane=Lane.ANSWERS,
        target=Target.CHANNEL,
        target_id=share.channel_id,
        guild_id=share.guild_id,
        about_member_id=share.member_id,
        edits_message_id=share.message_id,
        arguments={"share": str(share.share_id)},
    )


def matches(cautions: Cautions, share: Share) -> list[str]:
    """What of a reader's own list stands in it: topics, then their words, as whole words in any case."""
    found = [topic for topic in share.topics if topic in cautions.topics]
    text = f"{share.note}\n{share.words}".casefold()
    found += [own for own in cautions.own if re.search(rf"(?<!\w){re.escape(own.casefold())}(?!\w)", text)]
    return found


def own_words(typed: str) -> tuple[str, ...]:
    """A list divided by commas or lines: each once, none too long, none too many."""
    parts = (" ".join(part.split())[:LONGEST_OWN] for part in re.split(r"[,;\n]", typed))
    return tuple(dict.fromkeys(part for part in parts if part))[:MOST_OWN]


async def keep_cautions(work: Work, guild_id: int, member_id: int, cautions: Cautions, now: datetime) -> None:
    await CareStore(work).write_cautions(guild_id, member_id, cautions, now)
