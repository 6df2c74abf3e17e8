"""Whose thanks are passed on to whom, and why a line is not shown."""

import sqlalchemy as sa
from alembic import op

from storage import types

revision = "0019_kindness"
down_revision = "0018_helpline_audience"


def upgrade() -> None:
    op.add_column("road_lines", sa.Column("reason", sa.Text(), nullable=True))
    op.create_table(
        "thanks_wishes",
        sa.Column("guild_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("member_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("accepted", types.Flag(), nullable=False),
        sa.Column("changed_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "member_id", name=op.f("pk_thanks_wishes")),
        sqlite_strict=True,
    )
    op.create_table(
        "thanks_not_from",
        sa.Column("guild_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("member_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("from_member_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("chosen_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "member_id", "from_member_id", name=op.f("pk_thanks_not_from")),
        sqlite_strict=True,
    )
    op.create_index("thanks_not_from_of", "thanks_not_from", ["guild_id", "from_member_id"], unique=False)
