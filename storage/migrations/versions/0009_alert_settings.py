"""What a server chose about alerts, follow-ups, and counts that stay when cases are deleted."""

import sqlalchemy as sa
from alembic import op

from storage import types

revision = "0009_alert_settings"
down_revision = "0008_rota"


def upgrade() -> None:
    op.create_table(
        "alert_routes",
        sa.Column("guild_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("severity", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.CheckConstraint("policy IN ('urgent', 'soon', 'queue', 'count')", name=op.f("ck_alert_routes_known_policy")),
        sa.CheckConstraint("severity BETWEEN 2 AND 4", name=op.f("ck_alert_routes_known_severity")),
        sa.PrimaryKeyConstraint("guild_id", "category", "severity", name=op.f("pk_alert_routes")),
        sqlite_strict=True,
    )
    op.create_table(
        "alert_settings",
        sa.Column("guild_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("repeat_every", sa.Integer(), nullable=False),
        sa.Column("repeat_times", sa.Integer(), nullable=False),
        sa.Column("hold_for", sa.Integer(), nullable=False),
        sa.Column("tell_member", types.Flag(), nullable=False),
        sa.Column("webhooks", types.Flag(), nullable=False),
        sa.Column("report", types.Flag(), nullable=False),
        sa.Column("hook", sa.LargeBinary(), nullable=True),
        sa.Column("changed_at", types.Moment(), nullable=False),
        sa.CheckConstraint("hold_for BETWEEN 300 AND 14400", name=op.f("ck_alert_settings_holds_in_reason")),
        sa.CheckConstraint("repeat_every BETWEEN 300 AND 7200", name=op.f("ck_alert_settings_repeats_in_reason")),
        sa.CheckConstraint("repeat_times BETWEEN 0 AND 12", name=op.f("ck_alert_settings_repeats_end")),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_alert_settings")),
        sqlite_strict=True,
    )
    op.create_table(
        "case_counts",
        sa.Column("count_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("day", types.Day(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("waited", sa.Integer(), nullable=True),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("ck_case_counts_an_hour_of_the_day")),
        sa.PrimaryKeyConstraint("count_id", name=op.f("pk_case_counts")),
        sqlite_strict=True,
    )
    op.create_index("case_counts_of_guild", "case_counts", ["guild_id", "day"], unique=False)
    op.create_table(
        "low_counts",
        sa.Column("guild_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("day", types.Day(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "day", "category", name=op.f("pk_low_counts")),
        sqlite_strict=True,
    )
    op.create_table(
        "follow_ups",
        sa.Column("follow_up_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("case_id", types.RowId(), nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("member_id", types.Snowflake(), nullable=False),
        sa.Column("by_member_id", types.Snowflake(), nullable=True),
        sa.Column("due_at", types.Moment(), nullable=True),
        sa.Column("done_at", types.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_follow_ups_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("follow_up_id", name=op.f("pk_follow_ups")),
        sqlite_strict=True,
    )
    op.create_index("follow_ups_due", "follow_ups", ["due_at"], unique=False)
    op.create_index("follow_ups_of_case", "follow_ups", ["case_id"], unique=False)
