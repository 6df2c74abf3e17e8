"""Circles, prompts and answers."""

revision = "0002_circles_checkins"
down_revision = "0001_core"


def upgrade() -> None:
    pass
