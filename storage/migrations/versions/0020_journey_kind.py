"""What a journey is about, as far as its member says: sentences follow it."""

import sqlalchemy as sa
from alembic import op

revision = "0020_journey_kind"
down_revision = "0019_kindness"


def upgrade() -> None:
    op.add_column("journeys", sa.Column("kind", sa.Text(), nullable=False, server_default="unsaid"))
