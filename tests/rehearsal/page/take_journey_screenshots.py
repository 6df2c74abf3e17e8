"""`python -m tests.rehearsal.page.take_journey_screenshots [FOLDER] [WIDTH]`: a step and its card, a hard day, what can
be changed."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

from tests.rehearsal.page.conftest import CHROMIUM
from tests.rehearsal.page.take_help_screenshots import ROOT, calm, served, smaller
from tests.rehearsal.page.test_page import FLAGS

MESSAGE = ".pane.first .message"


def main() -> None:
    """Start a rehearsal, walk as one member, keep a picture of each screen; the card as somebody else sees it."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots"
    width = int(sys.argv[2]) if len(sys.argv) > 2 else 1600
    folder.mkdir(parents=True, exist_ok=True)
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": width, "height": 2600})
        page.goto(url)
        page.locator(MESSAGE).first.wait_for()
        calm(page)
        Walk(page, folder).all()
        browser.close()
    smaller(folder, "journey-*.png")


class Walk:
    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder

    def all(self) -> None:
        self._step()
        self._hard_day()
        self._changes()
        self._effort()

    def _step(self) -> None:
        """Thirty days today: asked in private, celebrated, congratulated."""
        first = (datetime.now(UTC) - timedelta(days=30)).date().isoformat()
        self._command("journey start", name="Evenings of my own", date=first, zone="UTC", kind="Something I do",
                      reach="By direct message", hour="0")  # fmt: skip
        self._keep("begun")
        self._go("Circlekeeper")
        self._keep("ask")
        self._press("Celebrate in Morning Lanterns")
        self._keep("answered")
        self._be("Briar")
        self._go("check-ins")
        self.page.locator(MESSAGE, has_text="marks this today").last.wait_for()
        self._press("Congratulate")
        self._keep("card")

    def _hard_day(self) -> None:
        self._be("Ash")
        self._go("general")
        self._command("journey show")
        self._keep("show")
        self._press("Tell of a hard day", opens=True)
        self._keep("hard-day")
        self._press("Say hello to me tomorrow")
        self._press("Go on as it was")
        self._keep("hard-day-told")

    def _changes(self) -> None:
        self._command("journey show")
        self._press("Change something")
        self._keep("change")
        self._press("How steps are marked")
        self._keep("marking")

    def _effort(self) -> None:
        first = (datetime.now(UTC) - timedelta(days=400)).date().isoformat()
        self._command("journey start", name="A walk each day", date=first, kind="An effort")
        self._command("journey show")
        self._keep("several")

    def _command(self, command: str, **options: str) -> None:
        before = self.page.locator(f"{MESSAGE}.private").count()
        box = self.page.locator(".pane.first").get_by_role("textbox").last
        box.fill(f"/{command}")
        box.press("Enter")
        form = self.page.locator(".pane.first form.command")
        form.wait_for()
        for name, value in options.items():
            field = form.get_by_label(re.compile(rf"^{name}\b")).first
            if field.evaluate("node => node.tagName") == "SELECT":
                wanted = [one for one in field.locator("option").all_text_contents() if one.startswith(value)]
                field.select_option(label=wanted[0])
            else:
                field.fill(value)
        form.get_by_role("button", name="Run").click()
        self.page.locator(f"{MESSAGE}.private").nth(before).wait_for(timeout=30_000)

    def _press(self, label: str, *, opens: bool = False) -> None:
        """`opens`: it is answered by another message."""
        message = self._last()
        before, count = message.inner_text(), self.page.locator(MESSAGE).count()
        message.locator(".press", has_text=re.compile(f"^{re.escape(label)}$")).last.click()
        for _ in range(300):
            new = self.page.locator(MESSAGE).count() > count if opens else self._last().inner_text() != before
            if new and not self._last().locator(".dots").count():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"nothing changed after {label!r}")

    def _last(self) -> Locator:
        return self.page.locator(MESSAGE).last

    def _be(self, name: str) -> None:
        self.page.locator(".pane.first").get_by_label("You are").select_option(label=name)

    def _go(self, channel: str) -> None:
        place = self.page.locator(f".pane.first .tree button:has(.name:text-is('{channel}'))").first
        place.wait_for(state="attached", timeout=60_000)
        if not place.is_visible():  # on a phone the list is behind a button
            self.page.locator(".pane.first .tree-button").click()
        place.click()
        self.page.wait_for_timeout(1500)

    def _keep(self, name: str) -> None:
        self.page.wait_for_timeout(1500)  # until the page has drawn what follows the press
        self._last().screenshot(path=self.folder / f"journey-{name}.png")


if __name__ == "__main__":
    main()
