"""`python -m tests.rehearsal.page.take_later_screenshots [FOLDER]`: the rest of help: what comes later, what others are
shown, every step and form of the tools, small answers, and what is inside the files."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from cogs.care.tools import TOOLS
from tests.rehearsal.page.conftest import CHROMIUM
from tests.rehearsal.page.later_others import URGENT, Others
from tests.rehearsal.page.take_help_screenshots import ROOT, calm, served, sheet, smaller
from tests.rehearsal.page.take_written_screenshots import MESSAGE
from tests.rehearsal.page.test_page import FLAGS

SHEETS = {"steps": 3, "tool-forms": 3, "small-answers": 3, "later": 2, "files": 2}


def main() -> None:
    """Start a rehearsal, walk through what the other two leave out."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots"
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1600, "height": 2200})
        page.goto(url)
        page.locator(MESSAGE).first.wait_for()
        calm(page)
        walk = Later(page, folder)
        walk.whole()
        browser.close()
    for name, columns in SHEETS.items():
        sheet(walk.pieces[name], folder / f"help-{name}.png", columns=columns)
        for piece in walk.pieces[name]:
            piece.unlink()
    smaller(folder, "help-*.png")


class Later(Others):
    def whole(self) -> None:
        """The clock is moved last: a day later much else is said as well."""
        self._be("Marlow")
        self._go("general")
        self._pinned()
        self._be("Ash")
        self._go("general")
        self._command("privacy reach", way="Direct message")
        self._lines()
        self._card_written()
        self._guided()
        self._responder()
        self._be("Ash")
        self._go("general")
        self._steps()
        self._forms()
        self._kept()
        self._plan_read()
        self._shares()
        self._wrong_and_own()
        self._wrong_link()
        self._summary()
        self._days_later()
        self._offer()

    def _pinned(self) -> None:
        box = self.pane.get_by_role("textbox").last
        box.fill("/find-help")
        box.press("Enter")
        self.pane.locator("form.command").get_by_role("button", name="Run", exact=True).click()
        posted = self.page.locator(MESSAGE, has_text="A few steps to someone to talk to").last
        posted.wait_for(timeout=30_000)
        self._keep("find-help", posted)

    def _lines(self) -> None:
        self._command("helpline", country="Chad")
        self._keep("not-held")
        self._command("helpline", country="Ireland")
        self._tap("Remember this for me")
        self._command("helpline")
        self._keep("as-remembered")
        self._tap("Forget what I asked you to remember")
        self._piece("small-answers")

    def _card_written(self) -> None:
        self._command("care-card")
        self._opens("Write my card")
        if self._agreed():
            self._piece("small-answers")
            self._tap("Go on")
            self._opens("Write my card")
        dialog = self._dialog()
        boxes = dialog.get_by_role("textbox")
        boxes.nth(0).fill("Short sentences. Sit with me, and ask before you call anybody.")
        boxes.nth(1).fill("Advice in the first ten minutes.")
        boxes.nth(3).fill("Juniper")
        boxes.nth(4).fill("Ireland")
        self._submit(dialog)

    def _guided(self) -> None:
        self._command("help-me")
        self._choose("What is going on?", "Alcohol")
        self.page.wait_for_timeout(1500)
        self._opens("Another country…")
        dialog = self._dialog()
        dialog.get_by_role("textbox").fill("Ireland")
        self._form_piece(dialog)
        self._tap("Remember my country")
        self._keep("country-kept")
        self._tap("No")
        self._tap("What it costs")
        self._tap("Next")
        self._tap("Yes, please")
        self._keep("asked")
        self._tap("Yes, please")
        self._keep("will-ask")

    def _steps(self) -> None:
        """Within the tools: each step that the other sheet leaves out, and how a tool ends."""
        self._tool("Slow breath")
        self._tap("Box breath")
        self._piece("steps")
        self._tool("Ride out an urge")
        self._tap("Next")
        self._piece("steps")
        self._pick("From 0 to 10", "8")
        self._piece("steps")
        self._tool("What do I need?")
        self._pick("What is there now?", "I am lonely", "My body needs something")
        self._piece("steps")
        for way in ("Go", "Let it be", "Answer it"):
            self._tool("Five ways through ten minutes")
            self._tap(way)
            self._piece("steps")
        self._tool("Five ways through ten minutes")
        self._tap("Wait")
        self._tap("Come back to me then, once")
        self._piece("small-answers")
        self._tool("My week in balance")
        for number in ("6", "4"):
            self._pick("From 0 to 10", number)
        for _ in range(6):
            self._tap("Skip")
        self._piece("steps")
        self._tool("After using again")
        self._tap("Yes")
        self._piece("steps")
        self._tap("Company")
        self._piece("steps")
        self._tap("Yes, please")
        self._piece("small-answers")
        self._tap("Done")
        self._piece("steps")
        self._tap("It did not")
        self._piece("steps")
        self._tool("Five senses")
        self._tap("Stop")
        self._piece("small-answers")

    def _forms(self) -> None:
        """Each form of the tools as it opens; two of them are written."""
        for tool in TOOLS:
            if tool.fields and tool.key not in ("after", "small"):
                self._tool(tool.name)
                if tool.key == "grid":
                    self._tap("I have chosen a change")
                self._opens("Write, and keep nothing")
                self._look(self._dialog())
        self._tool("Five ways through ten minutes")
        self._tap("Answer it")
        self._opens("Write, and keep nothing")
        self._look(self._dialog())
        self._tool("After using again")
        self._tap("Yes")
        self._tap("Nothing now")
        self._opens("Look at what was around it")
        self.page.wait_for_timeout(2000)
        self._opens("Write, and keep nothing")
        self._look(self._dialog())
        self._tool("Small things for my week")
        self._opens("Write, and keep nothing")
        dialog = self._dialog()
        dialog.get_by_role("textbox").nth(0).fill("Swim on Thursday")
        dialog.get_by_role("textbox").nth(2).fill("Juniper")
        self._form_piece(dialog)
        self._piece("steps")
        self._tap("One more small thing")
        self._piece("steps")
        self._opens("Write, and keep nothing")
        dialog = self._dialog()
        dialog.get_by_role("textbox").nth(0).fill("Ring my sister")
        self._submit(dialog)
        self._tap("Remind me once, midweek")
        self._piece("small-answers")
        self._tool("What went well")
        self._opens("Write, and keep nothing")
        dialog = self._dialog()
        dialog.get_by_role("textbox").first.fill(URGENT)
        self._submit(dialog)
        self._keep("urgent-first")

    def _kept(self) -> None:
        self._tool("My week in balance")
        for number in ("7", "5"):
            self._pick("From 0 to 10", number)
        for _ in range(6):
            self._tap("Skip")
        self._tap("Keep this")
        self._piece("steps")
        self._command("tools")
        self._tap("What I kept")
        self._tap("Save as a file")
        self._piece("small-answers")
        self._file("text")
        self._command("tools")
        self._tap("What I kept")
        self._tap("Delete all of it")
        self._piece("small-answers")
        self._tap("Delete all of it")
        self._piece("small-answers")
        self._be("Briar")
        self._go("general")
        self._command("heads-up")
        self._opens("Change the list")
        self.page.wait_for_timeout(1500)
        self._tap("I am younger")
        self._piece("small-answers")
        self._command("help-me")
        for label in ("Skip", "Skip", "Skip", "Next", "Skip", "Yes, please", "Do not ask after all"):
            self._tap(label)
        self._piece("small-answers")

    def _summary(self) -> None:
        self._be("Ash")
        self._go("general")
        self._command("summary")
        message = self._last_private()
        message.locator(".select-head").click()
        for box in message.locator(".option input").all():
            box.check()
        before = self.page.locator(f"{MESSAGE}.private").count()
        message.locator(".select-list .press", has_text="Done").click()
        self.page.locator(f"{MESSAGE}.private").nth(before).wait_for(timeout=30_000)
        self._keep("summary-made")
        self._file("html")

    def _days_later(self) -> None:
        self._ahead("+1 h", 1)
        self._go("Circlekeeper")
        self._said("Ten minutes have passed")
        self._ahead("+1 day", 1)
        self._said("Yesterday you said")
        self._said("You said that I may come by today")
        asked = self.page.locator(MESSAGE, has_text="Yesterday you said").last
        asked.locator(".press", has_text="Nothing now").click()
        gone = self.page.locator(MESSAGE, has_text="You can come back at any time").last
        gone.wait_for(timeout=30_000)
        self._piece("later", gone)
        self._ahead("+1 day", 2)
        self._said("You planned something small")
        self.page.locator(".press", has_text=re.compile("^Changed$")).last.click()
        over = self.page.locator(MESSAGE, has_text="All three count the same").last
        over.wait_for(timeout=30_000)
        self._piece("later", over)


if __name__ == "__main__":
    main()
