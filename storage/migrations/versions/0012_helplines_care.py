"""Lines that servers add and reports about lines; what members keep in tools, plans and cards; shares."""

import sqlalchemy as sa
from alembic import op

from storage import types

revision = "0012_helplines_care"
down_revision = "0011_remembered"


def upgrade() -> None:
    op.create_table(
        "care_cards",
        sa.Column("guild_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("member_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("changed_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "member_id", name=op.f("pk_care_cards")),
        sqlite_strict=True,
    )
    op.create_table(
        "care_cautions",
        sa.Column("guild_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("member_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("changed_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "member_id", name=op.f("pk_care_cautions")),
        sqlite_strict=True,
    )
    op.create_table(
        "care_entries",
        sa.Column("entry_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("member_id", types.Snowflake(), nullable=False),
        sa.Column("tool", sa.Text(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("kept_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_care_entries")),
        sqlite_strict=True,
    )
    op.create_index(
        "care_entries_of_member", "care_entries", ["guild_id", "member_id", "tool", "kept_at"], unique=False
    )
    op.create_table(
        "care_looks",
        sa.Column("look_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("member_id", types.Snowflake(), nullable=False),
        sa.Column("by_member_id", types.Snowflake(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("case_id", types.RowId(), nullable=True),
        sa.Column("looked_at", types.Moment(), nullable=False),
        sa.CheckConstraint("what IN ('card', 'plan')", name=op.f("ck_care_looks_known_what")),
        sa.PrimaryKeyConstraint("look_id", name=op.f("pk_care_looks")),
        sqlite_strict=True,
    )
    op.create_index("care_looks_by_member", "care_looks", ["guild_id", "by_member_id"], unique=False)
    op.create_index("care_looks_of_member", "care_looks", ["guild_id", "member_id", "looked_at"], unique=False)
    op.create_table(
        "care_plans",
        sa.Column("guild_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("member_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("shared_with_member_id", types.Snowflake(), nullable=True),
        sa.Column("shared_at", types.Moment(), nullable=True),
        sa.Column("changed_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "member_id", name=op.f("pk_care_plans")),
        sqlite_strict=True,
    )
    op.create_index("care_plans_shared", "care_plans", ["guild_id", "shared_with_member_id"], unique=False)
    op.create_table(
        "consents",
        sa.Column("guild_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("member_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("old_enough", types.Flag(), nullable=False),
        sa.Column("answered_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "member_id", "purpose", name=op.f("pk_consents")),
        sqlite_strict=True,
    )
    op.create_table(
        "helpline_choices",
        sa.Column("guild_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("member_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("changed_at", types.Moment(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('call', 'text', 'chat', 'whatsapp')", name=op.f("ck_helpline_choices_known_channel")
        ),
        sa.PrimaryKeyConstraint("guild_id", "member_id", name=op.f("pk_helpline_choices")),
        sqlite_strict=True,
    )
    op.create_table(
        "helpline_reports",
        sa.Column("report_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("line_id", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("by_member_id", types.Snowflake(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by_member_id", types.Snowflake(), nullable=True),
        sa.Column("reported_at", types.Moment(), nullable=False),
        sa.Column("decided_at", types.Moment(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'hidden', 'kept')", name=op.f("ck_helpline_reports_known_state")),
        sa.CheckConstraint(
            "what IN ('nobody', 'others', 'changed', 'else')", name=op.f("ck_helpline_reports_known_what")
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_helpline_reports")),
        sqlite_strict=True,
    )
    op.create_index("helpline_reports_of_line", "helpline_reports", ["guild_id", "line_id"], unique=False)
    op.create_index("helpline_reports_of_member", "helpline_reports", ["guild_id", "by_member_id"], unique=False)
    op.create_table(
        "own_helplines",
        sa.Column("own_line_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("cells", types.Json(), nullable=False),
        sa.Column("added_by_member_id", types.Snowflake(), nullable=True),
        sa.Column("added_at", types.Moment(), nullable=False),
        sa.Column("removed_at", types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("own_line_id", name=op.f("pk_own_helplines")),
        sqlite_strict=True,
    )
    op.create_index("own_helplines_of_server", "own_helplines", ["guild_id", "removed_at"], unique=False)
    op.create_table(
        "shares",
        sa.Column("share_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("channel_id", types.Snowflake(), nullable=False),
        sa.Column("member_id", types.Snowflake(), nullable=False),
        sa.Column("anonymous", types.Flag(), nullable=False),
        sa.Column("topics", types.Json(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("message_id", types.Snowflake(), nullable=True),
        sa.Column("shared_at", types.Moment(), nullable=False),
        sa.Column("withdrawn_at", types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("share_id", name=op.f("pk_shares")),
        sqlite_strict=True,
    )
    op.create_index("shares_of_member", "shares", ["guild_id", "member_id", "shared_at"], unique=False)
