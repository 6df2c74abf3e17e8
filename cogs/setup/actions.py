"""Keep what the organiser chose, and write what must be said because of it, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from storage.database import Database
from storage.events import EventStore
from storage.outbox import OutboxStore
from storage.records.outbox import Lane, OutboxRow, State, Target, ToSay
from storage.records.servers import Server
from storage.servers import ServerChoices, ServerStore
from storage.work import Work

TEST_WANTED = "setup.test_wanted"
WATCHED_NOTICE = "setup.watched"
NOT_WATCHED = "setup.not_watched"


@dataclass(frozen=True, slots=True)
class Saved:
    server: Server
    newly_watched: tuple[int, ...] = ()


async def save_base(
    database: Database,
    guild_id: int,
    *,
    zone: str,
    locale: str,
    alert_channel_id: int,
    responder_role_id: int,
    moderator_role_id: int,
    second_channel_id: int | None,
    by_member_id: int,
    now: datetime,
) -> Saved:
    """The first screen: zone, channel and roles. Who sets the server up is the first organiser, until they choose."""
    async with database.transaction() as work:
        store = ServerStore(work)
        old = await store.get(guild_id)
        choices = ServerChoices(
            zone=zone,
            locale=locale,
            alert_channel_id=alert_channel_id,
            second_channel_id=second_channel_id,
            responder_role_id=responder_role_id,
            moderator_role_id=moderator_role_id,
            organiser_ids=(by_member_id,) if old is None or not old.organiser_ids else old.organiser_ids,
            watched=() if old is None else [(w.channel_id, w.mode) for w in old.watched],
        )
        return Saved(await store.save(guild_id, choices, now))


async def choose_organisers(
    database: Database, guild_id: int, member_ids: Sequence[int], now: datetime
) -> Saved | None:
    """None when the server has not been set up."""
    async with database.transaction() as work:
        store = ServerStore(work)
        old = await store.get(guild_id)
        if old is None:
            return None
        choices = replace(_choices_of(old), organiser_ids=tuple(member_ids))
        return Saved(await store.save(guild_id, choices, now))


async def watch_also(database: Database, guild_id: int, channel_ids: Sequence[int], now: datetime) -> Saved | None:
    """Those watched already stay as they are; each new one is watched from the moment its notice stands in the channel
    itself. None when the server has not been set up.
    """
    async with database.transaction() as work:
        server = await ServerStore(work).get(guild_id)
        if server is None:
            return None
        known = {watched.channel_id for watched in server.watched}
        new = tuple(channel_id for channel_id in channel_ids if channel_id not in known)
        for channel_id in new:
            await OutboxStore(work).redraw(_first_notice(guild_id, channel_id), now)
        return Saved(server, new)


async def stop_watching(database: Database, guild_id: int, channel_ids: Sequence[int], now: datetime) -> Saved | None:
    """Also those whose notice is still on its way. None when the server has not been set up."""
    async with database.transaction() as work:
        store = ServerStore(work)
        await store.unwatch(guild_id, channel_ids)
        await OutboxStore(work).drop([_first_notice(guild_id, one).key for one in channel_ids], now)
        server = await store.get(guild_id)
        return None if server is None else Saved(server)


async def notice_settled(work: Work, row: OutboxRow, state: State, now: datetime, *, is_forum: bool) -> None:
    """The notice stands: from now on the channel is watched. A forum takes no message of its own and is watched all the
    same; any other channel that takes none is not, and that is said."""
    if row.guild_id is None or state is State.DROPPED or not row.arguments.get("first"):
        return
    server = await ServerStore(work).get(row.guild_id)
    if server is None:
        return
    if state is State.DELIVERED or is_forum:
        await ServerStore(work).watch_also(row.guild_id, {row.target_id: now})
    elif server.alert_channel_id is not None:
        to_say = ToSay(
            key=f"not_watched:{row.guild_id}:{row.target_id}:{int(now.timestamp())}",
            kind=NOT_WATCHED,
            lane=Lane.ANSWERS,
            target=Target.CHANNEL,
            target_id=server.alert_channel_id,
            guild_id=row.guild_id,
            arguments={"channel": str(row.target_id)},
        )
        await OutboxStore(work).add(to_say, now)


async def choose_new_channels(database: Database, guild_id: int, *, watched: bool, now: datetime) -> Saved | None:
    """Whether channels made from now on are watched. None when the server has not been set up."""
    async with database.transaction() as work:
        store = ServerStore(work)
        await store.watch_new_from(guild_id, now if watched else None)
        server = await store.get(guild_id)
        return None if server is None else Saved(server)


async def watch_new_channels(
    database: Database, guild_id: int, made_at: Mapping[int, datetime], now: datetime
) -> tuple[int, ...]:
    """Of the channels there are, watch those made since this was last looked at, if the server wants that.

    Each is watched from its first moment, so that what was said in it meanwhile is read as well.
    """
    async with database.transaction() as work:
        server = await ServerStore(work).get(guild_id)
        if server is None or server.watch_new_from is None:
            return ()
        looked_at = server.watch_new_from
        new = {channel_id: made for channel_id, made in made_at.items() if made > looked_at}
        if not new:
            return ()
        await ServerStore(work).watch_new_from(guild_id, max(new.values()))
        return (await _watch(work, guild_id, new, now)).newly_watched


async def _watch(work: Work, guild_id: int, since: Mapping[int, datetime], now: datetime) -> Saved:
    store = ServerStore(work)
    new = await store.watch_also(guild_id, since)
    for channel_id in new:
        await OutboxStore(work).add(_watched_notice(guild_id, channel_id, now), now)
    server = await store.get(guild_id)
    assert server is not None
    return Saved(server, new)


async def want_test(database: Database, guild_id: int, by_member_id: int, now: datetime) -> bool:
    """Ask for a test alert; False when the server has not been set up."""
    async with database.transaction() as work:
        if await ServerStore(work).get(guild_id) is None:
            return False
        await EventStore(work).add(TEST_WANTED, guild_id, by_member_id, {}, now)
        return True


def _choices_of(server: Server) -> ServerChoices:
    assert server.alert_channel_id is not None
    assert server.responder_role_id is not None
    assert server.moderator_role_id is not None
    return ServerChoices(
        zone=server.zone,
        locale=server.locale,
        alert_channel_id=server.alert_channel_id,
        second_channel_id=server.second_channel_id,
        responder_role_id=server.responder_role_id,
        moderator_role_id=server.moderator_role_id,
        organiser_ids=server.organiser_ids,
        watched=[(w.channel_id, w.mode) for w in server.watched],
    )


def _watched_notice(guild_id: int, channel_id: int, now: datetime) -> ToSay:
    return ToSay(
        key=f"watched:{guild_id}:{channel_id}:{now:%Y%m%dT%H%M%S}",
        kind=WATCHED_NOTICE,
        lane=Lane.ANSWERS,
        target=Target.CHANNEL,
        target_id=channel_id,
        guild_id=guild_id,
    )


def _first_notice(guild_id: int, channel_id: int) -> ToSay:
    """The one after which a channel is watched."""
    return ToSay(
        key=f"watched:{guild_id}:{channel_id}",
        kind=WATCHED_NOTICE,
        lane=Lane.ANSWERS,
        target=Target.CHANNEL,
        target_id=channel_id,
        guild_id=guild_id,
        arguments={"first": True},
    )
