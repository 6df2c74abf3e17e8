"""Help that is written: each form, and what comes of it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator

from tests.rehearsal.page.pictures.hand import Hand
from tests.rehearsal.page.pictures.studio import a_page, sheets, smaller


def take(folder: Path) -> None:
    """As one person who writes into each form, and as those who are shown it."""
    with a_page(1600, 2200) as page:
        walk = Walk(page, folder, "help")
        walk.whole()
    sheets(walk.pieces, {"forms": 2}, folder)
    smaller(folder.glob("help-*.png"))


class Walk(Hand):
    def whole(self) -> None:
        self.be("Ash", "general")
        self._plan()
        self._card()
        self._heads_up()
        self._share()
        self._wrong_number()
        self._own_lines()
        self._plan_shared()

    def _plan(self) -> None:
        self.command("my-plan")
        self.choose("Write or change a part", "What helps me by myself")
        if self.agreed():
            self.command("my-plan")
            self.choose("Write or change a part", "What helps me by myself")
        dialog = self.dialog()
        dialog.get_by_label("What helps me by myself").fill("A walk round the block. Tea. The blue playlist.")
        self._form(dialog)
        self.command("my-plan")
        self.keep("plan-written")

    def _card(self) -> None:
        self.command("care-card")
        self.press("Write my card")
        dialog = self.dialog()
        dialog.get_by_role("textbox").first.fill("Short sentences. Sit with me, and ask before you call anybody.")
        self._form(dialog)
        self.command("care-card")
        self.keep("card-written")
        self.tap("Who looked")
        self.keep("card-looks")

    def _heads_up(self) -> None:
        self.be("Briar", "general")
        self.command("heads-up")
        self.press("Change the list")
        if self.agreed():
            self.command("heads-up")
            self.press("Change the list")
        dialog = self.dialog()
        dialog.get_by_label("Your own words, with commas between them").fill("funeral")
        self._form(dialog)
        self.keep("heads-up-written")

    def _share(self) -> None:
        self.be("Ash", "general")
        self.command("share")
        self.press("Write it")
        dialog = self.dialog()
        dialog.get_by_label("Your words").fill("Today was the funeral of my uncle. I got through it without a drink.")
        dialog.get_by_label("A note that everyone sees, if you like").fill("a funeral, no details")
        self._form(dialog)
        self.keep("share-posted", self.pane.locator(".message:not(.private)").last)
        self.be("Briar", "general")
        posted = self.pane.locator(".message:not(.private)").last
        self.ask("Read", posted)
        self.keep("share-warned")
        self.tap("Read it anyway")
        self.keep("share-read")

    def _wrong_number(self) -> None:
        self.command("helpline", country="Ireland")
        self.press("This number is wrong")
        dialog = self.dialog()
        dialog.get_by_label("What did you find?").select_option(label="Nobody answers")
        self._form(dialog)
        self.keep("wrong-told")
        self.be("Wren", "alerts")
        notice = self.saying("It is right, keep it")
        self.keep("wrong-notice", notice)
        self.press("Hide it here", notice)
        self.page.wait_for_timeout(2500)

    def _own_lines(self) -> None:
        self.be("Marlow", "general")
        self.command(
            "helplines add",
            country="Ireland",
            name="Our night line",
            topic="Alcohol",
            language="en",
            phone="1800 459 459",
        )
        self.keep("own-line-added")
        self.command("helplines list")
        self.keep("own-lines")

    def _plan_shared(self) -> None:
        self.be("Ash", "general")
        self.command("my-plan")
        self.press("Share with one person…")
        dialog = self.dialog()
        dialog.get_by_label("With whom?").select_option(label="Briar")
        self._form(dialog)
        self.keep("plan-shared")
        self.command("my-plan")
        self.tap("Who looked")
        self.keep("plan-looks")
        self.command("my-plan")
        self.tap("Delete my plan")
        self.keep("plan-delete")

    def _form(self, dialog: Locator) -> None:
        self.piece("forms", dialog.locator(".sheet"))
        self.hand_in(dialog)
