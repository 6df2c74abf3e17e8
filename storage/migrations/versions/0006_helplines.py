"""Helplines a server added."""

revision = "0006_helplines"
down_revision = "0005_oncall_watch"


def upgrade() -> None:
    pass
