"""Servers, their organisers to reach last, and the channels that are watched."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, select, update

from storage.records.servers import ChannelMode, Server, WatchedChannel
from storage.tables.servers import server_organisers, servers, watched_channels
from storage.work import Work

_TABLES = (servers, server_organisers, watched_channels)
_BY_ID = select(servers).where(servers.c.guild_id == bindparam("guild"))
_ORGANISERS = (
    select(server_organisers)
    .where(server_organisers.c.guild_id.in_(bindparam("guilds", expanding=True)))
    .order_by(server_organisers.c.position)
)
_WATCHED = (
    select(watched_channels)
    .where(watched_channels.c.guild_id.in_(bindparam("guilds", expanding=True)))
    .order_by(watched_channels.c.channel_id)
)


@dataclass(frozen=True, slots=True)
class ServerChoices:
    """What `/setup` asks; `live_at` is kept by the store only while alert channel and responder role stay the same."""

    zone: str
    alert_channel_id: int
    responder_role_id: int
    moderator_role_id: int
    organiser_ids: Sequence[int]
    watched: Sequence[tuple[int, ChannelMode]]
    second_channel_id: int | None = None
    locale: str = "en"


class ServerStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def get(self, guild_id: int) -> Server | None:
        async def read() -> Server | None:
            row = (await self.work.execute(_BY_ID, {"guild": guild_id})).one_or_none()
            return None if row is None else (await self._whole([row]))[0]

        return await self.work.recalled(("server", guild_id), _TABLES, read)

    async def all(self) -> tuple[Server, ...]:
        """Every server that has been set up and has not removed the bot."""
        rows = (await self.work.execute(select(servers).where(servers.c.left_at.is_(None)))).all()
        return tuple(await self._whole(rows))

    async def save(self, guild_id: int, choices: ServerChoices, now: datetime) -> Server:
        old = await self.get(guild_id)
        values: dict[str, Any] = {
            "zone": choices.zone,
            "locale": choices.locale,
            "alert_channel_id": choices.alert_channel_id,
            "second_channel_id": choices.second_channel_id,
            "responder_role_id": choices.responder_role_id,
            "moderator_role_id": choices.moderator_role_id,
            "set_up_at": now,
            "left_at": None,
        }
        if old is None:
            await self.work.execute(insert(servers).values(guild_id=guild_id, live_at=None, **values))
        else:
            same_way = (old.alert_channel_id, old.responder_role_id) == (
                choices.alert_channel_id,
                choices.responder_role_id,
            )
            live_at = old.live_at if same_way else None
            await self.work.execute(
                update(servers).where(servers.c.guild_id == guild_id).values(live_at=live_at, **values)
            )
        await self._replace_organisers(guild_id, choices.organiser_ids)
        await self.watch(guild_id, choices.watched, now)
        saved = await self.get(guild_id)
        assert saved is not None
        return saved

    async def watch(self, guild_id: int, watched: Sequence[tuple[int, ChannelMode]], now: datetime) -> tuple[int, ...]:
        """Make `watched` the watched channels; answers those that were not watched before."""
        result = await self.work.execute(
            select(watched_channels.c.channel_id, watched_channels.c.since).where(
                watched_channels.c.guild_id == guild_id
            )
        )
        since = {row.channel_id: row.since for row in result}
        await self.work.execute(delete(watched_channels).where(watched_channels.c.guild_id == guild_id))
        modes = dict(watched)
        for channel_id, mode in modes.items():
            await self.work.execute(
                insert(watched_channels).values(
                    guild_id=guild_id, channel_id=channel_id, mode=mode.value, since=since.get(channel_id, now)
                )
            )
        return tuple(channel_id for channel_id in modes if channel_id not in since)

    async def watch_also(self, guild_id: int, since: Mapping[int, datetime]) -> tuple[int, ...]:
        """Watch these too, each from its own moment; answers those that were not watched before."""
        known = await self.work.execute(
            select(watched_channels.c.channel_id).where(
                watched_channels.c.guild_id == guild_id, watched_channels.c.channel_id.in_(since)
            )
        )
        new = tuple(since.keys() - set(known.scalars()))
        for channel_id in new:
            await self.work.execute(
                insert(watched_channels).values(
                    guild_id=guild_id, channel_id=channel_id, mode=ChannelMode.NORMAL.value, since=since[channel_id]
                )
            )
        return tuple(sorted(new))

    async def weigh(self, guild_id: int, channel_id: int, mode: ChannelMode) -> bool:
        """Choose how closely a watched channel is looked at; False when it is not watched."""
        result = await self.work.execute(
            update(watched_channels)
            .where(watched_channels.c.guild_id == guild_id, watched_channels.c.channel_id == channel_id)
            .values(mode=mode.value)
        )
        return result.rowcount == 1

    async def unwatch(self, guild_id: int, channel_ids: Collection[int]) -> None:
        await self.work.execute(
            delete(watched_channels).where(
                watched_channels.c.guild_id == guild_id, watched_channels.c.channel_id.in_(channel_ids)
            )
        )

    async def watch_new_from(self, guild_id: int, moment: datetime | None) -> None:
        """Channels made after `moment` are to be watched; None: new channels are left alone."""
        await self.work.execute(update(servers).where(servers.c.guild_id == guild_id).values(watch_new_from=moment))

    async def mark_live(self, guild_id: int, now: datetime) -> bool:
        """A responder acknowledged the test alert; True only the first time."""
        result = await self.work.execute(
            update(servers).where(servers.c.guild_id == guild_id, servers.c.live_at.is_(None)).values(live_at=now)
        )
        return result.rowcount == 1

    async def mark_left(self, guild_id: int, now: datetime) -> None:
        """The bot was removed; an outage is no removal. A server that was never set up is noted for this alone."""
        only_noted = {"guild_id": guild_id, "zone": "UTC", "set_up_at": now, "left_at": now}
        if not await self.work.insert_if_new(servers, only_noted):
            this = and_(servers.c.guild_id == guild_id, servers.c.left_at.is_(None))
            await self.work.execute(update(servers).where(this).values(left_at=now))

    async def mark_back(self, guild_id: int) -> bool:
        """The bot is there again; whether it had been gone."""
        this = and_(servers.c.guild_id == guild_id, servers.c.left_at.is_not(None))
        never_set_up = and_(servers.c.set_up_at == servers.c.left_at, servers.c.alert_channel_id.is_(None))
        only_noted = await self.work.execute(delete(servers).where(this, never_set_up))
        back = await self.work.execute(update(servers).where(this).values(left_at=None))
        return only_noted.rowcount + back.rowcount > 0

    async def left(self) -> Mapping[int, datetime]:
        """Servers that the bot was removed from, with the moment."""
        query = select(servers.c.guild_id, servers.c.left_at).where(servers.c.left_at.is_not(None))
        return {row.guild_id: row.left_at for row in await self.work.execute(query)}

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        result = await self.work.execute(
            select(server_organisers).where(
                server_organisers.c.guild_id == guild_id, server_organisers.c.member_id == member_id
            )
        )
        return {"named_organiser": [dict(row) for row in result.mappings()]}

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        await self.work.execute(
            delete(server_organisers).where(
                server_organisers.c.guild_id == guild_id, server_organisers.c.member_id == member_id
            )
        )

    async def erase_guild(self, guild_id: int) -> None:
        for table in (server_organisers, watched_channels, servers):
            await self.work.execute(delete(table).where(table.c.guild_id == guild_id))

    async def _replace_organisers(self, guild_id: int, organiser_ids: Sequence[int]) -> None:
        await self.work.execute(delete(server_organisers).where(server_organisers.c.guild_id == guild_id))
        for position, member_id in enumerate(dict.fromkeys(organiser_ids), start=1):
            await self.work.execute(
                insert(server_organisers).values(guild_id=guild_id, member_id=member_id, position=position)
            )

    async def _whole(self, rows: Sequence[Any]) -> list[Server]:
        ids = [row.guild_id for row in rows]
        organisers: dict[int, list[int]] = {guild_id: [] for guild_id in ids}
        watched: dict[int, list[WatchedChannel]] = {guild_id: [] for guild_id in ids}
        for row in await self.work.execute(_ORGANISERS, {"guilds": ids}):
            organisers[row.guild_id].append(row.member_id)
        for row in await self.work.execute(_WATCHED, {"guilds": ids}):
            watched[row.guild_id].append(WatchedChannel(row.channel_id, ChannelMode(row.mode), row.since))
        return [
            Server(
                guild_id=row.guild_id,
                zone=row.zone,
                locale=row.locale,
                alert_channel_id=row.alert_channel_id,
                second_channel_id=row.second_channel_id,
                responder_role_id=row.responder_role_id,
                moderator_role_id=row.moderator_role_id,
                set_up_at=row.set_up_at,
                live_at=row.live_at,
                left_at=row.left_at,
                organiser_ids=tuple(organisers[row.guild_id]),
                watched=tuple(watched[row.guild_id]),
                watch_new_from=row.watch_new_from,
            )
            for row in rows
        ]
