"""What is due is found lane by lane, however much waits."""

from alembic import op

revision = "0022_lane_by_lane"
down_revision = "0021_what_was_asked"

_NAME = "outbox_due"


def upgrade() -> None:
    op.drop_index(_NAME, "outbox")
    op.create_index(_NAME, "outbox", ["state", "lane", "due_at", "row_id"])
