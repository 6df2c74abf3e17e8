"""`python -m tests.rehearsal.page.take_alert_screenshots [FOLDER]`: what responders and members see of alerts, on a
phone (360 pixels wide)."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

from tests.rehearsal.page.conftest import CHROMIUM
from tests.rehearsal.page.take_help_screenshots import ROOT, calm, served, smaller
from tests.rehearsal.page.test_page import FLAGS

PHONE = {"width": 360, "height": 2600}
URGENT = "i want to end it all tonight, i can't do this any more"
CRAVING = "craving so bad tonight"


def main() -> None:
    """Start a rehearsal, walk the screens as a member and as those who look after the server."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots"
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport=PHONE)
        page.goto(url)
        page.locator(".message").first.wait_for()
        calm(page)
        Walk(page, folder).all()
        browser.close()
    smaller(folder, "alert-*.png")


class Walk:
    """One phone: the member on the first pane, somebody who looks after the server on the second."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self.folder = folder

    def all(self) -> None:
        """Every screen, in the order in which a night would show them."""
        self._be("first", "Ash", "vent")
        self._say("first", URGENT)
        self._be("second", "Wren", "alerts")
        notice = self._of("second", ".message:not(.private)", "Someone may need a human now")
        self._keep(notice, "notice")
        for label, name in (("Show the words", "words"), ("What helps now", "playbook")):
            self._keep(self._answered("second", lambda label=label: self._press(notice, label)), name)
        self._dialog(notice, "Hand over…", "hand-over")
        self._dialog(notice, "Resolve…", "resolve")
        self._dialog(notice, "Not a crisis…", "not-a-crisis")
        self._dialog(notice, "Write to them…", "write")
        self._press(notice, "I've got this")
        self._keep(self._of("second", ".message:not(.private)", "has this"), "taken")
        self._command("second", "/alerts status", "status")
        self._command("second", "/oncall show", "rota-empty")
        self._command("second", "/oncall add", "rota-add", days="Monday to Friday", begin="18:00", end="23:00")
        self._command("second", "/oncall awake", "awake", begin="08:00", end="23:00")
        self._command("second", "/oncall show", "rota")
        self._be("second", "Marlow", "staff-room")
        rule = {"words": "so tired", "category": "Use or craving", "severity": "Medium"}
        self._command("second", "/alerts rule add", "rule", **rule)
        self._command("second", "/alerts rule list", "rules")
        self._command("second", "/alerts routing show", "routing")
        self._command("second", "/alerts try", "try", text=CRAVING)
        self._command("second", "/alerts report", "report")
        self._be("first", "Ash", "vent")
        self._command("first", "/watched", "watched")
        self._command("first", "/support", "support")

    def _be(self, pane: str, who: str, where: str) -> None:
        page, number = self.page, 0 if pane == "first" else 1
        page.locator(".tabs button").nth(number).click()
        shown = page.locator(f".pane.{pane}")
        shown.get_by_label("You are").select_option(label=who)
        tree = shown.locator(f".tree button:has(.name:text-is('{where}'))")
        if not tree.is_visible():
            shown.locator(".tree-button").click()
        tree.click()
        page.wait_for_timeout(500)

    def _say(self, pane: str, line: str, /, **options: str) -> None:
        page, room = self.page, self.page.locator(f".pane.{pane}")
        box = room.get_by_role("textbox").last
        box.fill(line)
        box.press("Enter")
        for option, value in options.items():
            label = page.locator("label", has_text=re.compile(rf"^{option}( |$)"))
            field = room.locator("form.command .field", has=label).locator("input, select").first
            if field.evaluate("node => node.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)
        run = page.get_by_role("button", name="Run", exact=True)
        if run.count():
            run.click()

    def _command(self, pane: str, command: str, name: str, /, **options: str) -> None:
        def run() -> None:
            self._say(pane, command, **options)

        self._keep(self._answered(pane, run), name)

    def _answered(self, pane: str, act: Callable[[], None]) -> Locator:
        """The private message that follows."""
        private = self.page.locator(f".pane.{pane} .message.private")
        before = private.count()
        act()
        private.nth(before).wait_for(timeout=30_000)
        return private.nth(before)

    def _of(self, pane: str, kind: str, words: str) -> Locator:
        found = self.page.locator(f".pane.{pane} {kind}", has_text=words).last
        found.wait_for(timeout=30_000)
        return found

    def _press(self, message: Locator, label: str) -> None:
        message.locator(".press", has_text=re.compile(f"^{re.escape(label)}$")).last.click()

    def _dialog(self, message: Locator, label: str, name: str) -> None:
        self._press(message, label)
        dialog = self.page.get_by_role("dialog")
        dialog.wait_for(timeout=30_000)
        self._keep(dialog.locator(".sheet"), name)
        self.page.keyboard.press("Escape")
        dialog.wait_for(state="hidden")

    def _keep(self, what: Locator, name: str) -> None:
        what.locator(".dots").wait_for(state="detached")
        self.page.wait_for_timeout(1200)  # until the page has drawn what follows
        what.screenshot(path=self.folder / f"alert-{name}.png")


if __name__ == "__main__":
    main()
