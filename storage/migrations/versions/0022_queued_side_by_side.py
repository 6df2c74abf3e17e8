"""Indexes that thousands of check-ins, queued at once, write side by side or not at all."""

import sqlalchemy as sa
from alembic import op

revision = "0022_queued_side_by_side"
down_revision = "0021_what_was_asked"

_PROMPTS = "checkin_prompts"
_OF_MEMBER = ["guild_id", "member_id", "source", "local_date", "state"]


def upgrade() -> None:
    _instead("checkin_schedules_drafts", "checkin_schedules", ["draft_at"], "draft_at IS NOT NULL")
    _instead("checkin_prompts_of_circle", _PROMPTS, ["circle_id", "local_date"], "circle_id IS NOT NULL")
    _instead("checkin_prompts_message", _PROMPTS, ["guild_id", "message_id"], "message_id IS NOT NULL")
    _instead("checkin_prompts_of_member", _PROMPTS, _OF_MEMBER, "state <> 'queued'")
    _create("checkin_prompts_queued", _PROMPTS, _OF_MEMBER, "state = 'queued'")


def _instead(name: str, table: str, columns: list[str], condition: str) -> None:
    op.drop_index(name, table)
    _create(name, table, columns, condition)


def _create(name: str, table: str, columns: list[str], condition: str) -> None:
    few = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=few, postgresql_where=few)
