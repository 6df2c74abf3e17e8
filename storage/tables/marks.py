"""How far each watched channel has been looked at, and the spans that could not be."""

from sqlalchemy import CheckConstraint, Column, Index, Table, Text

from storage.tables.metadata import metadata
from storage.types import Moment, RowId, Snowflake

marks = Table(
    "marks",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("channel_id", Snowflake, primary_key=True, autoincrement=False),
    Column("message_id", Snowflake, nullable=False),
    Column("changed_at", Moment, nullable=False),
    sqlite_strict=True,
)

gaps = Table(
    "gaps",
    metadata,
    Column("gap_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("channel_id", Snowflake, nullable=False),
    Column("why", Text, nullable=False),
    Column("from_at", Moment, nullable=False),
    Column("to_at", Moment, nullable=False),
    Column("closed_at", Moment),
    CheckConstraint("from_at <= to_at", name="runs_forward"),
    Index("gaps_of_channel", "guild_id", "channel_id"),
    sqlite_strict=True,
)

ailments = Table(
    "ailments",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("reason", Text, primary_key=True),
    Column("since", Moment, nullable=False),
    sqlite_strict=True,
)
