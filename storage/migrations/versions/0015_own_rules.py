"""Rules and exceptions that a server wrote itself."""

import sqlalchemy as sa
from alembic import op

from storage import types

revision = "0015_own_rules"
down_revision = "0014_new_channels"


def upgrade() -> None:
    op.create_table(
        "own_rules",
        sa.Column("rule_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("severity", sa.Integer(), nullable=True),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("channel_id", types.Snowflake(), nullable=True),
        sa.Column("until", types.Moment(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("replaces_id", types.RowId(), nullable=True),
        sa.Column("made_by_member_id", types.Snowflake(), nullable=True),
        sa.Column("made_at", types.Moment(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'exception' OR target IS NOT NULL", name=op.f("ck_own_rules_exceptions_have_a_target")
        ),
        sa.CheckConstraint(
            "kind <> 'rule' OR (category IS NOT NULL AND severity IS NOT NULL)",
            name=op.f("ck_own_rules_rules_are_whole"),
        ),
        sa.CheckConstraint("kind IN ('rule', 'exception')", name=op.f("ck_own_rules_known_kind")),
        sa.CheckConstraint("state IN ('draft', 'shadow', 'live')", name=op.f("ck_own_rules_known_state")),
        sa.CheckConstraint(
            "words <> '' OR (kind = 'exception' AND (channel_id IS NOT NULL OR until IS NOT NULL))",
            name=op.f("ck_own_rules_limited_somehow"),
        ),
        sa.CheckConstraint("severity BETWEEN 1 AND 4", name=op.f("ck_own_rules_known_severity")),
        sa.PrimaryKeyConstraint("rule_id", name=op.f("pk_own_rules")),
        sqlite_strict=True,
    )
    op.create_index(
        "own_rules_one_name",
        "own_rules",
        ["guild_id", "name"],
        unique=True,
        sqlite_where=sa.text("state <> 'draft'"),
        postgresql_where=sa.text("state <> 'draft'"),
    )
    op.create_table(
        "shadow_counts",
        sa.Column("rule_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("day", types.Day(), nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["own_rules.rule_id"], name=op.f("fk_shadow_counts_rule_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("rule_id", "day", name=op.f("pk_shadow_counts")),
        sqlite_strict=True,
    )
