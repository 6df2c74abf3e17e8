"""Circles and who belongs to them."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, text

from storage.tables.metadata import metadata
from storage.types import Flag, Moment, RowId, Snowflake

circles = Table(
    "circles",
    metadata,
    Column("circle_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),  # folded: two circles of one server are not told apart by a capital
    Column("channel_id", Snowflake, nullable=False),
    Column("zone", Text, nullable=False),
    Column("pathway", Text, nullable=False, server_default="open"),
    Column("guidelines", Text, nullable=False, server_default=""),
    Column("member_limit", Integer),
    Column("keeper_role_id", Snowflake),
    Column("reply_hours", Integer, nullable=False, server_default="6"),
    Column("created_at", Moment, nullable=False),
    Column("closed_at", Moment),
    CheckConstraint("member_limit IS NULL OR member_limit BETWEEN 2 AND 500", name="a_circle_not_a_crowd"),
    CheckConstraint("reply_hours BETWEEN 1 AND 72", name="hours_to_reply"),
    Index(
        "circles_open_name",
        "guild_id",
        "name_key",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
    sqlite_strict=True,
)

circle_members = Table(
    "circle_members",
    metadata,
    Column("circle_id", RowId, ForeignKey("circles.circle_id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", Snowflake, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("keeper", Flag, nullable=False),
    Column("listens", Flag, nullable=False),  # has offered to write to those who ask for someone
    Column("hosts", Flag, nullable=False),  # has offered to host a week
    Column("joined_at", Moment, nullable=False),
    Index("circle_members_of_member", "guild_id", "member_id"),
    sqlite_strict=True,
)
