"""What a member told us about reaching them; nothing is here that they did not choose."""

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text

from storage.tables.metadata import metadata
from storage.types import Moment, Snowflake

members = Table(
    "members",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("member_id", Snowflake, primary_key=True, autoincrement=False),
    Column("zone", Text),
    Column("locale", Text),
    Column("reach", Text, nullable=False, server_default="next_press"),
    Column("reach_channel_id", Snowflake),
    Column("hour", Integer, nullable=False, server_default="9"),
    Column("closed_at", Moment),
    Column("changed_at", Moment, nullable=False),
    CheckConstraint("reach IN ('dm', 'thread', 'next_press')", name="known_reach"),
    CheckConstraint("hour BETWEEN 0 AND 23", name="an_hour_of_the_day"),
    sqlite_strict=True,
)
