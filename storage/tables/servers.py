"""What an organiser chose for a server, once; and the channels that are watched for alerts."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Table, Text, select

from storage.tables.metadata import metadata
from storage.types import Moment, Snowflake

servers = Table(
    "servers",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("zone", Text, nullable=False),
    Column("locale", Text, nullable=False, server_default="en"),
    Column("alert_channel_id", Snowflake),
    Column("second_channel_id", Snowflake),
    Column("responder_role_id", Snowflake),
    Column("moderator_role_id", Snowflake),
    Column("set_up_at", Moment, nullable=False),
    Column("live_at", Moment),
    Column("left_at", Moment),
    Column("watch_new_from", Moment),  # channels made after this are watched too; none: new ones are not
    sqlite_strict=True,
)

server_organisers = Table(
    "server_organisers",
    metadata,
    Column("guild_id", Snowflake, ForeignKey("servers.guild_id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", Snowflake, primary_key=True, autoincrement=False),
    Column("position", Integer, nullable=False),
    CheckConstraint("position BETWEEN 1 AND 5", name="at_most_five"),
    sqlite_strict=True,
)

watched_channels = Table(
    "watched_channels",
    metadata,
    Column("guild_id", Snowflake, ForeignKey("servers.guild_id", ondelete="CASCADE"), primary_key=True),
    Column("channel_id", Snowflake, primary_key=True, autoincrement=False),
    Column("mode", Text, nullable=False),
    Column("since", Moment, nullable=False),
    CheckConstraint("mode IN ('normal', 'sensitive', 'venting', 'off')", name="known_mode"),
    sqlite_strict=True,
)

left_servers = select(servers.c.guild_id).where(servers.c.left_at.is_not(None))
"""Servers that the bot was removed from: nothing is due there, and nothing is said."""
