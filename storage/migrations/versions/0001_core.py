"""The first tables: servers, members, what must be said, events, erasures."""

import sqlalchemy as sa
from alembic import op

from storage import types

revision = "0001_core"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("erasure_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=True),
        sa.Column("member_id", types.Snowflake(), nullable=True),
        sa.Column("done", types.Flag(), nullable=False),
        sa.CheckConstraint("guild_id IS NOT NULL OR member_id IS NULL", name=op.f("ck_erasures_a_member_of_a_server")),
        sa.PrimaryKeyConstraint("erasure_id", name=op.f("pk_erasures")),
        sqlite_strict=True,
    )
    op.create_table(
        "events",
        sa.Column("row_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("member_id", types.Snowflake(), nullable=True),
        sa.Column("arguments", types.Json(), nullable=False),
        sa.Column("due_at", types.Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_events")),
        sqlite_strict=True,
    )
    op.create_index("events_due", "events", ["due_at"], unique=False)
    op.create_table(
        "members",
        sa.Column("guild_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("member_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column("reach", sa.Text(), server_default="next_press", nullable=False),
        sa.Column("reach_channel_id", types.Snowflake(), nullable=True),
        sa.Column("hour", sa.Integer(), server_default="9", nullable=False),
        sa.Column("closed_at", types.Moment(), nullable=True),
        sa.Column("changed_at", types.Moment(), nullable=False),
        sa.CheckConstraint("reach IN ('dm', 'thread', 'next_press')", name=op.f("ck_members_known_reach")),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("ck_members_an_hour_of_the_day")),
        sa.PrimaryKeyConstraint("guild_id", "member_id", name=op.f("pk_members")),
        sqlite_strict=True,
    )
    op.create_table(
        "outbox",
        sa.Column("row_id", types.RowId(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("guild_id", types.Snowflake(), nullable=True),
        sa.Column("about_member_id", types.Snowflake(), nullable=True),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("target_id", types.Snowflake(), nullable=False),
        sa.Column("edits_message_id", types.Snowflake(), nullable=True),
        sa.Column("arguments", types.Json(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", types.Moment(), nullable=False),
        sa.Column("expires_at", types.Moment(), nullable=True),
        sa.Column("wanted", sa.Integer(), server_default="1", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("first_tried_at", types.Moment(), nullable=True),
        sa.Column("claimed_until", types.Moment(), nullable=True),
        sa.Column("channel_id", types.Snowflake(), nullable=True),
        sa.Column("message_id", types.Snowflake(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("settled_at", types.Moment(), nullable=True),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'claimed', 'held', 'delivered', 'closed', 'gone', 'unknown', 'dropped')",
            name=op.f("ck_outbox_known_state"),
        ),
        sa.CheckConstraint("target IN ('channel', 'member')", name=op.f("ck_outbox_known_target")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name="said_once"),
        sqlite_strict=True,
    )
    op.create_index("outbox_due", "outbox", ["state", "due_at"], unique=False)
    op.create_index("outbox_of_member", "outbox", ["guild_id", "about_member_id"], unique=False)
    op.create_table(
        "servers",
        sa.Column("guild_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), server_default="en", nullable=False),
        sa.Column("alert_channel_id", types.Snowflake(), nullable=True),
        sa.Column("second_channel_id", types.Snowflake(), nullable=True),
        sa.Column("responder_role_id", types.Snowflake(), nullable=True),
        sa.Column("moderator_role_id", types.Snowflake(), nullable=True),
        sa.Column("set_up_at", types.Moment(), nullable=False),
        sa.Column("live_at", types.Moment(), nullable=True),
        sa.Column("left_at", types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_servers")),
        sqlite_strict=True,
    )
    op.create_table(
        "storage_facts",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_storage_facts")),
        sqlite_strict=True,
    )
    op.create_table(
        "server_organisers",
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("member_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("position BETWEEN 1 AND 5", name=op.f("ck_server_organisers_at_most_five")),
        sa.ForeignKeyConstraint(
            ["guild_id"], ["servers.guild_id"], name=op.f("fk_server_organisers_guild_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("guild_id", "member_id", name=op.f("pk_server_organisers")),
        sqlite_strict=True,
    )
    op.create_table(
        "watched_channels",
        sa.Column("guild_id", types.Snowflake(), nullable=False),
        sa.Column("channel_id", types.Snowflake(), autoincrement=False, nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("since", types.Moment(), nullable=False),
        sa.CheckConstraint(
            "mode IN ('normal', 'sensitive', 'venting', 'off')", name=op.f("ck_watched_channels_known_mode")
        ),
        sa.ForeignKeyConstraint(
            ["guild_id"], ["servers.guild_id"], name=op.f("fk_watched_channels_guild_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("guild_id", "channel_id", name=op.f("pk_watched_channels")),
        sqlite_strict=True,
    )
