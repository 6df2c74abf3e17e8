"""Journeys: a step and its card, a hard day, what can be changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.rehearsal.page.pictures.hand import Hand
from tests.rehearsal.page.pictures.studio import a_page, smaller


def take(folder: Path) -> None:
    """As one member; the card as somebody else sees it."""
    with a_page(1600, 2600) as page:
        Walk(page, folder, "journey").all()
    smaller(folder.glob("journey-*.png"))


class Walk(Hand):
    def all(self) -> None:
        self._step()
        self._hard_day()
        self._changes()
        self._effort()

    def _step(self) -> None:
        """Thirty days today: asked in private, celebrated, congratulated."""
        first = (datetime.now(UTC) - timedelta(days=30)).date().isoformat()
        self.command("journey start", name="Evenings of my own", date=first, zone="UTC", kind="Something I do",
                      reach="By direct message", hour="0")  # fmt: skip
        self.keep("begun")
        self.go("Circlekeeper")
        self.keep("ask")
        self.tap("Celebrate in Morning Lanterns")
        self.keep("answered")
        self.be("Briar", "check-ins")
        self.saying("marks this today")
        self.tap("Congratulate")
        self.keep("card")

    def _hard_day(self) -> None:
        self.be("Ash", "general")
        self.command("journey show")
        self.keep("show")
        self.tap("Tell of a hard day")
        self.keep("hard-day")
        self.tap("Say hello to me tomorrow")
        self.tap("Go on as it was")
        self.keep("hard-day-told")

    def _changes(self) -> None:
        self.command("journey show")
        self.tap("Change something")
        self.keep("change")
        self.tap("How steps are marked")
        self.keep("marking")

    def _effort(self) -> None:
        first = (datetime.now(UTC) - timedelta(days=400)).date().isoformat()
        self.command("journey start", name="A walk each day", date=first, kind="An effort")
        self.command("journey show")
        self.keep("several")
