"""Rules and exceptions that a server wrote itself, and how often a rule in shadow would have asked somebody."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, text

from storage.tables.metadata import metadata
from storage.types import Day, Moment, RowId, Snowflake

_IN_USE = text("state <> 'draft'")

own_rules = Table(
    "own_rules",
    metadata,
    Column("rule_id", RowId, primary_key=True, autoincrement=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("category", Text),
    Column("severity", Integer),
    Column("target", Text),
    Column("channel_id", Snowflake),
    Column("until", Moment),
    Column("state", Text, nullable=False),
    Column("replaces_id", RowId),
    Column("made_by_member_id", Snowflake),
    Column("made_at", Moment, nullable=False),
    CheckConstraint("kind IN ('rule', 'exception')", name="known_kind"),
    CheckConstraint("state IN ('draft', 'shadow', 'live')", name="known_state"),
    CheckConstraint("severity BETWEEN 1 AND 4", name="known_severity"),
    CheckConstraint("kind <> 'rule' OR (category IS NOT NULL AND severity IS NOT NULL)", name="rules_are_whole"),
    CheckConstraint("kind <> 'exception' OR target IS NOT NULL", name="exceptions_have_a_target"),
    CheckConstraint(
        "words <> '' OR (kind = 'exception' AND (channel_id IS NOT NULL OR until IS NOT NULL))", name="limited_somehow"
    ),
    Index(
        "own_rules_one_name",
        "guild_id",
        "name",
        unique=True,
        sqlite_where=_IN_USE,
        postgresql_where=_IN_USE,
    ),
    sqlite_strict=True,
)

# Of whom and where is not kept: it is a count for the rule's author.
shadow_counts = Table(
    "shadow_counts",
    metadata,
    Column(
        "rule_id", RowId, ForeignKey("own_rules.rule_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    ),
    Column("day", Day, primary_key=True),
    Column("guild_id", Snowflake, nullable=False),
    Column("times", Integer, nullable=False),
    sqlite_strict=True,
)
