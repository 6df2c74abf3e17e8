"""How far channels have been looked at, what could not be, and what people were told is wrong."""

import sqlalchemy as sa
from alembic import op

from storage import types

revision = "0005_oncall_watch"
down_revision = "0004_alerts"


def upgrade() -> None:
    op.create_table(
        "ailments",
        sa.Column("guild_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "reason", name=op.f("pk_ailments")),
        sqlite_strict=True,
    )
    op.create_table(
        "gaps",
        sa.Column("gap_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("channel_id", types.Snowflake(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("from_at", types.Moment(), nullable=False),
        sa.Column("to_at", types.Moment(), nullable=False),
        sa.Column("closed_at", types.Moment(), nullable=True),
        sa.CheckConstraint("from_at <= to_at", name=op.f("ck_gaps_runs_forward")),
        sa.PrimaryKeyConstraint("gap_id", name=op.f("pk_gaps")),
        sqlite_strict=True,
    )
    op.create_index("gaps_of_channel", "gaps", ["guild_id", "channel_id"], unique=False)
    op.create_table(
        "marks",
        sa.Column("guild_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("channel_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("message_id", types.Snowflake(), nullable=False),
        sa.Column("changed_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "channel_id", name=op.f("pk_marks")),
        sqlite_strict=True,
    )
