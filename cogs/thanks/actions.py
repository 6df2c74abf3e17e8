"""Thanks are said to somebody who wants them, written down and passed on in one transaction; nobody counts them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from storage.database import Database
from storage.kindness import ThanksStore
from storage.outbox import OutboxStore
from storage.records.kindness import SupportKind, Thanks
from storage.records.outbox import Lane, Target, ToSay
from storage.remembered import RememberedStore
from storage.thanks_wishes import ThanksWishStore
from storage.work import Work

SAID = "thanks.said"
MOST_IN_AN_HOUR, MOST_TO_ONE_IN_A_DAY, LONGEST, MOST_SHOWN = 5, 2, 300, 10
KEPT_FOR = timedelta(days=30)


class NotSaid(StrEnum):
    SELF = "self"
    NOT_WANTED = "not_wanted"  # they have not said yes, or not to this person; which of them is nobody's business
    TOO_OFTEN = "too_often"
    KEPT_BACK = "kept_back"


@dataclass(frozen=True, slots=True)
class Draft:
    guild_id: int
    member_id: int
    to_member_id: int
    kind: SupportKind
    words: str


async def refusal(work: Work, draft: Draft, now: datetime) -> NotSaid | None:
    """Why it cannot be said; None when it can."""
    if draft.member_id == draft.to_member_id:
        return NotSaid.SELF
    if await RememberedStore(work).among(draft.guild_id, {draft.to_member_id}):
        return NotSaid.NOT_WANTED
    if not await ThanksWishStore(work).wants_from(draft.guild_id, draft.to_member_id, draft.member_id):
        return NotSaid.NOT_WANTED
    store = ThanksStore(work)
    lately = await store.said_since(draft.guild_id, draft.member_id, now - timedelta(hours=1))
    day = now - timedelta(days=1)
    to_them = await store.said_to_since(draft.guild_id, draft.member_id, draft.to_member_id, day)
    return NotSaid.TOO_OFTEN if lately >= MOST_IN_AN_HOUR or to_them >= MOST_TO_ONE_IN_A_DAY else None


async def say(database: Database, draft: Draft, now: datetime) -> Thanks | NotSaid:
    """Have its words looked at before, outside of any transaction."""
    async with database.transaction() as work:
        why = await refusal(work, draft, now)
        if why is not None:
            return why
        words = draft.words[:LONGEST]
        said = await ThanksStore(work).say(draft.guild_id, draft.member_id, draft.to_member_id, draft.kind, words, now)
        to_say = ToSay(
            key=f"thanks:{said.thanks_id}",
            kind=SAID,
            lane=Lane.PROMPTS,
            target=Target.MEMBER,
            target_id=draft.to_member_id,
            guild_id=draft.guild_id,
            about_member_id=draft.member_id,
            arguments={"thanks_id": str(said.thanks_id)},
            expires_at=now + KEPT_FOR,
        )
        await OutboxStore(work).add(to_say, now)
        return said


async def still_wanted(database: Database, guild_id: int, thanks_id: int) -> Thanks | None:
    """None when its receiver has changed their mind meanwhile, or it is gone."""
    async with database.reading() as work:
        said = await ThanksStore(work).get(guild_id, thanks_id)
        if said is None:
            return None
        wanted = await ThanksWishStore(work).wants_from(guild_id, said.to_member_id, said.member_id)
        return said if wanted else None


@dataclass(frozen=True, slots=True)
class Own:
    """What somebody sees of thanks: whether they want them, and the latest that they were told."""

    accepted: bool
    received: tuple[Thanks, ...]


async def own(database: Database, guild_id: int, member_id: int) -> Own:
    async with database.reading() as work:
        accepted = await ThanksWishStore(work).accepts(guild_id, member_id)
        found = await ThanksStore(work).received(guild_id, member_id, MOST_SHOWN)
        senders = {one.member_id for one in found}
        in_peace = await RememberedStore(work).among(guild_id, senders)
        wanted = [
            one
            for one in found
            if one.member_id not in in_peace
            and await ThanksWishStore(work).wants_from(guild_id, member_id, one.member_id)
        ]
    return Own(accepted, tuple(wanted))


async def accept(database: Database, guild_id: int, member_id: int, now: datetime, *, accepted: bool) -> None:
    """Switched on anew, thanks from everyone are welcome again; switched off, what waits is not passed on."""
    async with database.transaction() as work:
        await ThanksWishStore(work).accept(guild_id, member_id, now, accepted=accepted)
        if accepted:
            await ThanksWishStore(work).from_all_again(guild_id, member_id)


async def not_from(database: Database, member_id: int, thanks_id: int, now: datetime) -> Thanks | None:
    """No more from this person; they are not told. None when these thanks were not said to whoever asks."""
    async with database.transaction() as work:
        said = await ThanksStore(work).get_anywhere(thanks_id)
        if said is None or said.to_member_id != member_id:
            return None
        await ThanksWishStore(work).not_from(said.guild_id, member_id, said.member_id, now)
        return said


async def said_to(database: Database, member_id: int, thanks_id: int) -> Thanks | None:
    """Thanks that were said to whoever asks, from wherever they press."""
    async with database.reading() as work:
        said = await ThanksStore(work).get_anywhere(thanks_id)
    return said if said is not None and said.to_member_id == member_id else None
