"""Cases, the alerts that belong to them, the notices sent about them, and who did what."""

import sqlalchemy as sa
from alembic import op

from storage import types

revision = "0004_alerts"
down_revision = "0003_journeys"


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("case_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("member_id", types.Snowflake(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("policy", types.Json(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", types.Moment(), nullable=False),
        sa.Column("anchor_at", types.Moment(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("next_step_at", types.Moment(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("paged_at", types.Moment(), nullable=False),
        sa.Column("told_at", types.Moment(), nullable=True),
        sa.Column("worry", sa.Integer(), nullable=False),
        sa.Column("worry_at", types.Moment(), nullable=True),
        sa.Column("holder_member_id", types.Snowflake(), nullable=True),
        sa.Column("acknowledged_at", types.Moment(), nullable=True),
        sa.Column("ask_at", types.Moment(), nullable=True),
        sa.Column("asked", types.Flag(), nullable=False),
        sa.Column("resolved_at", types.Moment(), nullable=True),
        sa.Column("resolved_by_member_id", types.Snowflake(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("erase_when_over", types.Flag(), nullable=False),
        sa.Column("due_at", types.Moment(), nullable=True),
        sa.Column("changed_at", types.Moment(), nullable=False),
        sa.CheckConstraint(
            "(state = 'acknowledged') = (ask_at IS NOT NULL)", name=op.f("ck_cases_who_has_it_is_asked")
        ),
        sa.CheckConstraint("kind IN ('alert', 'report', 'test', 'drill')", name=op.f("ck_cases_known_kind")),
        sa.CheckConstraint("state = 'open' OR next_step_at IS NULL", name=op.f("ck_cases_taken_is_taken")),
        sa.CheckConstraint("state IN ('open', 'acknowledged', 'resolved')", name=op.f("ck_cases_known_state")),
        sa.CheckConstraint("severity BETWEEN 1 AND 4", name=op.f("ck_cases_known_severity")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_cases")),
        sqlite_strict=True,
    )
    op.create_index("cases_due", "cases", ["due_at"], unique=False)
    op.create_index(
        "cases_one_open",
        "cases",
        ["guild_id", "member_id", "kind"],
        unique=True,
        sqlite_where=sa.text("state <> 'resolved'"),
        postgresql_where=sa.text("state <> 'resolved'"),
    )
    op.create_table(
        "hellos",
        sa.Column("member_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("answered_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_hellos")),
        sqlite_strict=True,
    )
    op.create_table(
        "alerts",
        sa.Column("alert_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("case_id", types.RowId(), nullable=False),
        sa.Column("channel_id", types.Snowflake(), nullable=False),
        sa.Column("message_id", types.Snowflake(), nullable=False),
        sa.Column("member_id", types.Snowflake(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("hits", types.Json(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("said_at", types.Moment(), nullable=False),
        sa.Column("seen_at", types.Moment(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("edited_at", types.Moment(), nullable=True),
        sa.Column("deleted_at", types.Moment(), nullable=True),
        sa.CheckConstraint("severity BETWEEN 1 AND 4", name=op.f("ck_alerts_known_severity")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_alerts_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("alert_id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("guild_id", "message_id", name="one_alert_per_message"),
        sqlite_strict=True,
    )
    op.create_index("alerts_of_case", "alerts", ["case_id", "said_at"], unique=False)
    op.create_table(
        "case_notices",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("case_id", types.RowId(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("to_channel_id", types.Snowflake(), nullable=True),
        sa.Column("to_member_id", types.Snowflake(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("channel_id", types.Snowflake(), nullable=True),
        sa.Column("message_id", types.Snowflake(), nullable=True),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.CheckConstraint(
            "(to_channel_id IS NULL) <> (to_member_id IS NULL)", name=op.f("ck_case_notices_one_target")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name=op.f("fk_case_notices_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_case_notices")),
        sqlite_strict=True,
    )
    op.create_index("case_notices_of_case", "case_notices", ["case_id", "page"], unique=False)
    op.create_table(
        "case_trail",
        sa.Column("entry_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("case_id", types.RowId(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("by_member_id", types.Snowflake(), nullable=True),
        sa.Column("detail", types.Json(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_case_trail_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_case_trail")),
        sqlite_strict=True,
    )
    op.create_index("case_trail_of_case", "case_trail", ["case_id", "at"], unique=False)
