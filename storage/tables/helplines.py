"""What a server adds to the directory, what people say is wrong in it, and what a member chose to have kept."""

from sqlalchemy import CheckConstraint, Column, Index, Table, Text

from storage.tables.metadata import metadata
from storage.types import Json, Moment, RowId, Snowflake

own_helplines = Table(
    "own_helplines",
    metadata,
    Column("own_line_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("cells", Json, nullable=False),  # by column of the directory's files
    Column("added_by_member_id", Snowflake),
    Column("added_at", Moment, nullable=False),
    Column("removed_at", Moment),
    Index("own_helplines_of_server", "guild_id", "removed_at"),
    sqlite_strict=True,
)

helpline_reports = Table(
    "helpline_reports",
    metadata,
    Column("report_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("line_id", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("by_member_id", Snowflake),
    Column("state", Text, nullable=False),
    Column("decided_by_member_id", Snowflake),
    Column("reported_at", Moment, nullable=False),
    Column("decided_at", Moment),
    CheckConstraint("what IN ('nobody', 'others', 'changed', 'else')", name="known_what"),
    CheckConstraint("state IN ('open', 'hidden', 'kept')", name="known_state"),
    Index("helpline_reports_of_line", "guild_id", "line_id"),
    Index("helpline_reports_of_member", "guild_id", "by_member_id"),
    sqlite_strict=True,
)

helpline_choices = Table(
    "helpline_choices",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("member_id", Snowflake, primary_key=True, autoincrement=False),
    Column("country", Text, nullable=False),
    Column("language", Text),
    Column("channel", Text),
    Column("audience", Text),
    Column("changed_at", Moment, nullable=False),
    CheckConstraint("channel IN ('call', 'text', 'chat', 'whatsapp')", name="known_channel"),
    sqlite_strict=True,
)
