"""Plans and care cards."""

revision = "0007_care"
down_revision = "0006_helplines"


def upgrade() -> None:
    pass
