"""A server's settings as its organiser chose them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ChannelMode(StrEnum):
    """How a channel is watched. No mode silences a critical hit."""

    NORMAL = "normal"
    SENSITIVE = "sensitive"
    VENTING = "venting"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class WatchedChannel:
    channel_id: int
    mode: ChannelMode
    since: datetime


@dataclass(frozen=True, slots=True)
class Server:
    """`live_at` is set when a responder has acknowledged a test alert: until then every notice says *not live yet*."""

    guild_id: int
    zone: str
    locale: str
    alert_channel_id: int | None
    second_channel_id: int | None
    responder_role_id: int | None
    moderator_role_id: int | None
    set_up_at: datetime
    live_at: datetime | None
    left_at: datetime | None
    organiser_ids: tuple[int, ...]
    watched: tuple[WatchedChannel, ...]
    watch_new_from: datetime | None = None

    def watches(self, channel_id: int) -> bool:
        return any(w.channel_id == channel_id for w in self.watched)
