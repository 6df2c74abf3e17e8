"""Erasures that were asked for. A done one keeps its number and forgets whom it was about.

The number also stands in the vault beside a keyed tombstone: a database that lacks it is an older copy, brought
back, in which that person is still to be erased.
"""

from sqlalchemy import CheckConstraint, Column, Table

from storage.tables.metadata import metadata
from storage.types import Flag, RowId, Snowflake

erasures = Table(
    "erasures",
    metadata,
    Column("erasure_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake),
    Column("member_id", Snowflake),  # none: the whole server
    Column("done", Flag, nullable=False),
    CheckConstraint("guild_id IS NOT NULL OR member_id IS NULL", name="a_member_of_a_server"),
    sqlite_strict=True,
)
