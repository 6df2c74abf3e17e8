"""What responders wrote to a person through the bot."""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Table

from storage.tables.metadata import metadata
from storage.types import Flag, Moment, RowId, Snowflake

case_letters = Table(
    "case_letters",
    metadata,
    Column("letter_id", RowId, primary_key=True, autoincrement=False),
    Column("case_id", RowId, ForeignKey("cases.case_id", ondelete="CASCADE"), nullable=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("member_id", Snowflake, nullable=False),
    Column("by_member_id", Snowflake),
    Column("channel_id", Snowflake),  # none: privately, by the way that the person chose
    Column("words", LargeBinary),
    Column("written_at", Moment, nullable=False),
    Column("refused", Flag, nullable=False),  # Discord did not take it
    Index("case_letters_of_case", "case_id"),
    sqlite_strict=True,
)
