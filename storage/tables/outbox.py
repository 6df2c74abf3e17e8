"""Everything that must reach someone, from the moment its cause is true until it is settled.

Delivery is at least once, made once by the nonce and the history search; a row keeps what is needed to say it,
never the words themselves.
"""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, UniqueConstraint

from storage.tables.metadata import metadata
from storage.types import Json, Moment, RowId, Snowflake

outbox = Table(
    "outbox",
    metadata,
    Column("row_id", RowId, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("lane", Integer, nullable=False),
    Column("guild_id", Snowflake),
    Column("about_member_id", Snowflake),
    Column("target", Text, nullable=False),
    Column("target_id", Snowflake, nullable=False),
    Column("edits_message_id", Snowflake),
    Column("arguments", Json, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("wanted", Integer, nullable=False, server_default="1"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("first_tried_at", Moment),
    Column("claimed_until", Moment),
    Column("channel_id", Snowflake),
    Column("message_id", Snowflake),
    Column("detail", Text),
    Column("settled_at", Moment),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("key", name="said_once"),
    CheckConstraint("target IN ('channel', 'member')", name="known_target"),
    CheckConstraint(
        "state IN ('waiting', 'claimed', 'held', 'delivered', 'closed', 'gone', 'unknown', 'dropped')",
        name="known_state",
    ),
    Index("outbox_due", "state", "due_at"),
    Index("outbox_of_member", "guild_id", "about_member_id"),
    sqlite_strict=True,
)
