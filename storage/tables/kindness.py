"""What counts beside time: efforts that a member wants counted, thanks between members, lines left along the road."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, Table, Text

from storage.tables.metadata import metadata
from storage.types import Flag, Moment, RowId, Snowflake

efforts = Table(
    "efforts",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("member_id", Snowflake, primary_key=True, autoincrement=False),
    Column("effort", Text, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("changed_at", Moment, nullable=False),
    CheckConstraint("times BETWEEN 1 AND 1000000", name="counted_up"),
    sqlite_strict=True,
)

effort_wishes = Table(
    "effort_wishes",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("member_id", Snowflake, primary_key=True, autoincrement=False),
    Column("counted", Flag, nullable=False),  # the bot may count for them what it can see
    Column("changed_at", Moment, nullable=False),
    sqlite_strict=True,
)

thanks = Table(
    "thanks",
    metadata,
    Column("thanks_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("member_id", Snowflake, nullable=False),  # who says it
    Column("to_member_id", Snowflake, nullable=False),
    Column("kind", Text, nullable=False),
    Column("words", LargeBinary),  # sealed
    Column("created_at", Moment, nullable=False),
    CheckConstraint("kind IN ('emotional', 'informational', 'practical', 'belonging')", name="known_kind"),
    Index("thanks_from", "guild_id", "member_id", "created_at"),
    Index("thanks_to", "guild_id", "to_member_id", "created_at"),
    sqlite_strict=True,
)

# Nothing is passed on to a member who did not say yes here.
thanks_wishes = Table(
    "thanks_wishes",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("member_id", Snowflake, primary_key=True, autoincrement=False),
    Column("accepted", Flag, nullable=False),
    Column("changed_at", Moment, nullable=False),
    sqlite_strict=True,
)

thanks_not_from = Table(
    "thanks_not_from",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("member_id", Snowflake, primary_key=True, autoincrement=False),
    Column("from_member_id", Snowflake, primary_key=True, autoincrement=False),
    Column("chosen_at", Moment, nullable=False),
    Index("thanks_not_from_of", "guild_id", "from_member_id"),
    sqlite_strict=True,
)

road_lines = Table(
    "road_lines",
    metadata,
    Column("line_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("member_id", Snowflake, nullable=False),
    Column("circle_id", RowId, nullable=False),  # whose keepers look at it, and whose members read it
    Column("unit", Text, nullable=False),
    Column("amount", Integer, nullable=False),
    Column("words", LargeBinary),  # sealed
    Column("signed", Flag, nullable=False),  # shown with the member's name
    Column("state", Text, nullable=False),
    Column("reason", Text),  # the name of a prepared sentence, never words of a keeper
    Column("decided_by_member_id", Snowflake),
    Column("decided_at", Moment),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("state IN ('waiting', 'shown', 'refused')", name="known_state"),
    Index("road_lines_at", "circle_id", "state", "unit", "amount"),
    Index("road_lines_of_member", "guild_id", "member_id"),
    sqlite_strict=True,
)
