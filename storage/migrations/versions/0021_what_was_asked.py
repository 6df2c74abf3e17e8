"""Whether somebody had a question lately is read from the index alone."""

from alembic import op

revision = "0021_what_was_asked"
down_revision = "0020_journey_kind"

_NAME = "checkin_prompts_of_member"


def upgrade() -> None:
    op.drop_index(_NAME, "checkin_prompts")
    op.create_index(_NAME, "checkin_prompts", ["guild_id", "member_id", "source", "local_date"])
