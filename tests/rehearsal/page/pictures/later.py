"""Help, the rest: what comes later, what others are shown, every step and form of the tools, small answers, and what is
inside the files."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator

from cogs.care.tools import TOOLS
from tests.rehearsal.page.pictures.others import URGENT, Others
from tests.rehearsal.page.pictures.studio import a_page, sheets, smaller

SHEETS = {"steps": 3, "tool-forms": 3, "small-answers": 3, "later": 2, "files": 2}


def take(folder: Path) -> None:
    """What the other two leave out."""
    with a_page(1600, 2200) as page:
        walk = Later(page, folder, "help")
        walk.whole()
    sheets(walk.pieces, SHEETS, folder)
    smaller(folder.glob("help-*.png"))


class Later(Others):
    def whole(self) -> None:
        """The clock is moved last: a day later much else is said as well."""
        self.be("Marlow", "general")
        self._pinned()
        self.be("Ash", "general")
        self.command("privacy reach", way="Direct message")
        self._lines()
        self._card_written()
        self._guided()
        self._responder()
        self.be("Ash", "general")
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
        posted = self.saying("A few steps to someone to talk to")
        self.keep("find-help", posted)

    def _lines(self) -> None:
        self.command("helpline", country="Chad")
        self.keep("not-held")
        self.command("helpline", country="Ireland")
        self.tap("Remember this for me")
        self.command("helpline")
        self.keep("as-remembered")
        self.tap("Forget what I asked you to remember")
        self.piece("small-answers")

    def _card_written(self) -> None:
        self.command("care-card")
        self.press("Write my card")
        if self.agreed():
            self.piece("small-answers")
            self.tap("Go on")
            self.press("Write my card")
        dialog = self.dialog()
        boxes = dialog.get_by_role("textbox")
        boxes.nth(0).fill("Short sentences. Sit with me, and ask before you call anybody.")
        boxes.nth(1).fill("Advice in the first ten minutes.")
        boxes.nth(3).fill("Juniper")
        boxes.nth(4).fill("Ireland")
        self.hand_in(dialog)

    def _guided(self) -> None:
        self.command("help-me")
        self.choose("What is going on?", "Alcohol")
        self.page.wait_for_timeout(1500)
        self.press("Another country…")
        dialog = self.dialog()
        dialog.get_by_role("textbox").fill("Ireland")
        self._form_piece(dialog)
        self.tap("Remember my country")
        self.keep("country-kept")
        self.tap("No")
        self.tap("What it costs")
        self.tap("Next")
        self.tap("Yes, please")
        self.keep("asked")
        self.tap("Yes, please")
        self.keep("will-ask")

    def _steps(self) -> None:
        """Within the tools: each step that the other sheet leaves out, and how a tool ends."""
        self.tool("Slow breath")
        self.tap("Box breath")
        self.piece("steps")
        self.tool("Ride out an urge")
        self.tap("Next")
        self.piece("steps")
        self.pick("From 0 to 10", "8")
        self.piece("steps")
        self.tool("What do I need?")
        self.pick("What is there now?", "I am lonely", "My body needs something")
        self.piece("steps")
        for way in ("Go", "Let it be", "Answer it"):
            self.tool("Five ways through ten minutes")
            self.tap(way)
            self.piece("steps")
        self.tool("Five ways through ten minutes")
        self.tap("Wait")
        self.tap("Come back to me then, once")
        self.piece("small-answers")
        self.tool("My week in balance")
        for number in ("6", "4"):
            self.pick("From 0 to 10", number)
        for _ in range(6):
            self.tap("Skip")
        self.piece("steps")
        self.tool("After using again")
        self.tap("Yes")
        self.piece("steps")
        self.tap("Company")
        self.piece("steps")
        self.tap("Yes, please")
        self.piece("small-answers")
        self.tap("Done")
        self.piece("steps")
        self.tap("It did not")
        self.piece("steps")
        self.tool("Five senses")
        self.tap("Stop")
        self.piece("small-answers")

    def _forms(self) -> None:
        """Each form of the tools as it opens; two of them are written."""
        for tool in TOOLS:
            if tool.fields and tool.key not in ("after", "small"):
                self.tool(tool.name)
                if tool.key == "grid":
                    self.tap("I have chosen a change")
                self.press("Write, and keep nothing")
                self._look(self.dialog())
        self.tool("Five ways through ten minutes")
        self.tap("Answer it")
        self.press("Write, and keep nothing")
        self._look(self.dialog())
        self.tool("After using again")
        self.tap("Yes")
        self.tap("Nothing now")
        self.press("Look at what was around it")
        self.page.wait_for_timeout(2000)
        self.press("Write, and keep nothing")
        self._look(self.dialog())
        self.tool("Small things for my week")
        self.press("Write, and keep nothing")
        dialog = self.dialog()
        dialog.get_by_role("textbox").nth(0).fill("Swim on Thursday")
        dialog.get_by_role("textbox").nth(2).fill("Juniper")
        self._form_piece(dialog)
        self.piece("steps")
        self.tap("One more small thing")
        self.piece("steps")
        self.press("Write, and keep nothing")
        dialog = self.dialog()
        dialog.get_by_role("textbox").nth(0).fill("Ring my sister")
        self.hand_in(dialog)
        self.tap("Remind me once, midweek")
        self.piece("small-answers")
        self.tool("What went well")
        self.press("Write, and keep nothing")
        dialog = self.dialog()
        dialog.get_by_role("textbox").first.fill(URGENT)
        self.hand_in(dialog)
        self.keep("urgent-first")

    def _kept(self) -> None:
        self.tool("My week in balance")
        for number in ("7", "5"):
            self.pick("From 0 to 10", number)
        for _ in range(6):
            self.tap("Skip")
        self.tap("Keep this")
        self.piece("steps")
        self.command("tools")
        self.tap("What I kept")
        self.tap("Save as a file")
        self.piece("small-answers")
        self.file("text")
        self.command("tools")
        self.tap("What I kept")
        self.tap("Delete all of it")
        self.piece("small-answers")
        self.tap("Delete all of it")
        self.piece("small-answers")
        self.be("Briar", "general")
        self.command("heads-up")
        self.press("Change the list")
        self.page.wait_for_timeout(1500)
        self.tap("I am younger")
        self.piece("small-answers")
        self.command("help-me")
        for label in ("Skip", "Skip", "Skip", "Next", "Skip", "Yes, please", "Do not ask after all"):
            self.tap(label)
        self.piece("small-answers")

    def _summary(self) -> None:
        self.be("Ash", "general")
        self.command("summary")
        message = self.private.last
        message.locator(".select-head").click()
        for box in message.locator(".option input").all():
            box.check()
        self.ask("Done", message)
        self.keep("summary-made")
        self.file("html")

    def _days_later(self) -> None:
        self.ahead("+1 h", 1)
        self.go("Circlekeeper")
        self._said("Ten minutes have passed")
        self.ahead("+1 day", 1)
        self._said("Yesterday you said")
        self._said("You said that I may come by today")
        asked = self.saying("Yesterday you said")
        self.press("Nothing now", asked)
        gone = self.saying("You can come back at any time")
        self.piece("later", gone)
        self.ahead("+1 day", 2)
        self._said("You planned something small")
        self.press("Changed", self.with_button("Changed"))
        over = self.saying("All three count the same")
        self.piece("later", over)

    def _look(self, dialog: Locator) -> None:
        """A form that is looked at and left."""
        self.piece("tool-forms", dialog.locator(".sheet"))
        self.leave(dialog)

    def _form_piece(self, dialog: Locator) -> None:
        self.piece("tool-forms", dialog.locator(".sheet"))
        self.hand_in(dialog)

    def _said(self, words: str) -> None:
        self.piece("later", self.saying(words))
