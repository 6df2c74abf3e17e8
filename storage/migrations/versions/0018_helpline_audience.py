"""For whom a member looks for lines, if they asked us to remember it."""

import sqlalchemy as sa
from alembic import op

revision = "0018_helpline_audience"
down_revision = "0017_journey_undo"


def upgrade() -> None:
    op.add_column("helpline_choices", sa.Column("audience", sa.Text(), nullable=True))
