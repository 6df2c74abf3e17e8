"""People who died, on the word of two of those who look after the server."""

from sqlalchemy import CheckConstraint, Column, Table

from storage.tables.metadata import metadata
from storage.types import Moment, Snowflake

remembered = Table(
    "remembered",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("member_id", Snowflake, primary_key=True, autoincrement=False),
    Column("said_by_member_id", Snowflake),  # empties when that person is erased; the word stays
    Column("said_at", Moment, nullable=False),
    Column("confirmed_by_member_id", Snowflake),
    Column("confirmed_at", Moment),
    CheckConstraint("said_by_member_id <> confirmed_by_member_id", name="two_people"),
    sqlite_strict=True,
)
