"""What a member keeps for themselves and shows to whom they choose; their words are sealed."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, Table, Text

from storage.tables.metadata import metadata
from storage.types import Flag, Json, Moment, RowId, Snowflake

consents = Table(
    "consents",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("member_id", Snowflake, primary_key=True, autoincrement=False),
    Column("purpose", Text, primary_key=True),
    Column("version", Integer, nullable=False),  # of the words they said yes to
    Column("old_enough", Flag, nullable=False),
    Column("answered_at", Moment, nullable=False),
    sqlite_strict=True,
)

care_entries = Table(
    "care_entries",
    metadata,
    Column("entry_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("member_id", Snowflake, nullable=False),
    Column("tool", Text, nullable=False),
    Column("words", LargeBinary),  # sealed
    Column("kept_at", Moment, nullable=False),
    Index("care_entries_of_member", "guild_id", "member_id", "tool", "kept_at"),
    sqlite_strict=True,
)

care_plans = Table(
    "care_plans",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("member_id", Snowflake, primary_key=True, autoincrement=False),
    Column("words", LargeBinary),  # sealed
    Column("shared_with_member_id", Snowflake),
    Column("shared_at", Moment),
    Column("changed_at", Moment, nullable=False),
    Index("care_plans_shared", "guild_id", "shared_with_member_id"),
    sqlite_strict=True,
)

care_cards = Table(
    "care_cards",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("member_id", Snowflake, primary_key=True, autoincrement=False),
    Column("words", LargeBinary),  # sealed
    Column("changed_at", Moment, nullable=False),
    sqlite_strict=True,
)

care_looks = Table(
    "care_looks",
    metadata,
    Column("look_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("member_id", Snowflake, nullable=False),  # whose it is
    Column("by_member_id", Snowflake),
    Column("what", Text, nullable=False),
    Column("case_id", RowId),
    Column("looked_at", Moment, nullable=False),
    CheckConstraint("what IN ('card', 'plan')", name="known_what"),
    Index("care_looks_of_member", "guild_id", "member_id", "looked_at"),
    Index("care_looks_by_member", "guild_id", "by_member_id"),
    sqlite_strict=True,
)

care_cautions = Table(
    "care_cautions",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("member_id", Snowflake, primary_key=True, autoincrement=False),
    Column("words", LargeBinary),  # sealed
    Column("changed_at", Moment, nullable=False),
    sqlite_strict=True,
)

shares = Table(
    "shares",
    metadata,
    Column("share_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("channel_id", Snowflake, nullable=False),
    Column("member_id", Snowflake, nullable=False),
    Column("anonymous", Flag, nullable=False),
    Column("topics", Json, nullable=False),
    Column("note", LargeBinary),  # sealed
    Column("words", LargeBinary),  # sealed
    Column("message_id", Snowflake),
    Column("shared_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Index("shares_of_member", "guild_id", "member_id", "shared_at"),
    sqlite_strict=True,
)
