"""`python -m tests.rehearsal.page.take_written_screenshots [FOLDER]`: each form of help, and what comes of it."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

from tests.rehearsal.page.conftest import CHROMIUM
from tests.rehearsal.page.take_help_screenshots import ROOT, calm, served, sheet, smaller
from tests.rehearsal.page.test_page import FLAGS

MESSAGE = ".pane.first .message"
YES = "Yes, keep it. I am old enough"


def main() -> None:
    """Start a rehearsal, write into each form as one person, and look at what others are shown."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots"
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1600, "height": 2200})
        page.goto(url)
        page.locator(MESSAGE).first.wait_for()
        calm(page)
        Walk(page, folder).whole()
        browser.close()
    forms = sorted(folder.glob("form-*.png"))
    sheet(forms, folder / "help-forms.png", columns=2)
    for form in forms:
        form.unlink()
    smaller(folder, "help-*.png")


class Walk:
    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self.folder = folder
        self.pane = page.locator(".pane.first")

    def whole(self) -> None:
        self._be("Ash")
        self._go("general")
        self._plan()
        self._card()
        self._heads_up()
        self._share()
        self._wrong_number()
        self._own_lines()
        self._plan_shared()

    def _plan(self) -> None:
        self._command("my-plan")
        self._choose("Write or change a part", "What helps me by myself")
        if self._agreed():
            self._command("my-plan")
            self._choose("Write or change a part", "What helps me by myself")
        self._form("plan", "What helps me by myself", "A walk round the block. Tea. The blue playlist.")
        self._command("my-plan")
        self._keep("plan-written")

    def _card(self) -> None:
        self._command("care-card")
        self._opens("Write my card")
        dialog = self._dialog()
        dialog.get_by_role("textbox").first.fill("Short sentences. Sit with me, and ask before you call anybody.")
        self._hand_in("card", dialog)
        self._command("care-card")
        self._keep("card-written")
        self._press("Who looked")
        self._keep("card-looks")

    def _heads_up(self) -> None:
        self._be("Briar")
        self._go("general")
        self._command("heads-up")
        self._opens("Change the list")
        if self._agreed():
            self._command("heads-up")
            self._opens("Change the list")
        dialog = self._dialog()
        dialog.get_by_label("Your own words, with commas between them").fill("funeral")
        self._hand_in("heads-up", dialog)
        self._keep("heads-up-written")

    def _share(self) -> None:
        self._be("Ash")
        self._go("general")
        self._command("share")
        self._opens("Write it")
        dialog = self._dialog()
        dialog.get_by_label("Your words").fill("Today was the funeral of my uncle. I got through it without a drink.")
        dialog.get_by_label("A note that everyone sees, if you like").fill("a funeral, no details")
        self._hand_in("share", dialog)
        self._keep("share-posted", self.page.locator(f"{MESSAGE}:not(.private)").last)
        self._be("Briar")
        self._go("general")
        posted = self.page.locator(f"{MESSAGE}:not(.private)").last
        before = self.page.locator(f"{MESSAGE}.private").count()
        posted.locator(".press", has_text="Read").click()
        self.page.locator(f"{MESSAGE}.private").nth(before).wait_for(timeout=30_000)
        self._keep("share-warned")
        self._press("Read it anyway")
        self._keep("share-read")

    def _wrong_number(self) -> None:
        self._command("helpline", country="Ireland")
        self._opens("This number is wrong")
        dialog = self._dialog()
        dialog.get_by_label("What did you find?").select_option(label="Nobody answers")
        self._hand_in("wrong", dialog)
        self._keep("wrong-told")
        self._be("Wren")
        self._go("alerts")
        notice = self.page.locator(MESSAGE, has_text="It is right, keep it").last
        self._keep("wrong-notice", notice)
        notice.locator(".press", has_text="Hide it here").click()
        self.page.wait_for_timeout(2500)

    def _own_lines(self) -> None:
        self._be("Marlow")
        self._go("general")
        self._command(
            "helplines add",
            country="Ireland",
            name="Our night line",
            topic="Alcohol",
            language="en",
            phone="1800 459 459",
        )
        self._keep("own-line-added")
        self._command("helplines list")
        self._keep("own-lines")

    def _plan_shared(self) -> None:
        self._be("Ash")
        self._go("general")
        self._command("my-plan")
        self._opens("Share with one person…")
        dialog = self._dialog()
        dialog.get_by_label("With whom?").select_option(label="Briar")
        self._hand_in("plan-share", dialog)
        self._keep("plan-shared")
        self._command("my-plan")
        self._press("Who looked")
        self._keep("plan-looks")
        self._command("my-plan")
        self._press("Delete my plan")
        self._keep("plan-delete")

    # ---- what hands do

    def _form(self, name: str, label: str, words: str) -> None:
        dialog = self._dialog()
        dialog.get_by_label(label).fill(words)
        self._hand_in(name, dialog)

    def _dialog(self) -> Locator:
        dialog = self.pane.get_by_role("dialog")
        dialog.wait_for(timeout=30_000)
        return dialog

    def _hand_in(self, name: str, dialog: Locator) -> None:
        self.page.wait_for_timeout(500)
        dialog.locator(".sheet").screenshot(path=self.folder / f"form-{name}.png")
        dialog.get_by_role("button", name="Submit").click()
        dialog.wait_for(state="detached", timeout=30_000)
        self.page.wait_for_timeout(1500)

    def _agreed(self) -> bool:
        """Whether the person was asked, for the first time, if something may be kept; they say yes."""
        self.page.wait_for_timeout(1500)
        asked = self._last_private().locator(".press", has_text=YES)
        if not asked.count():
            return False
        asked.click()
        self.page.wait_for_timeout(2000)
        return not self.pane.get_by_role("dialog").count()

    def _command(self, command: str, **options: str) -> None:
        before = self.page.locator(f"{MESSAGE}.private").count()
        box = self.pane.get_by_role("textbox").last
        box.fill(f"/{command}")
        box.press("Enter")
        form = self.pane.locator("form.command")
        form.wait_for()
        for name, value in options.items():
            field = form.get_by_label(name).first
            if field.evaluate("node => node.tagName") == "SELECT":
                wanted = [one for one in field.locator("option").all_text_contents() if one.startswith(value)]
                field.select_option(label=wanted[0])
            else:
                field.fill(value)
        form.get_by_role("button", name="Run", exact=True).click()
        self.page.locator(f"{MESSAGE}.private").nth(before).wait_for(timeout=30_000)
        self.page.wait_for_timeout(1000)

    def _last_private(self) -> Locator:
        return self.page.locator(f"{MESSAGE}.private").last

    def _opens(self, label: str) -> None:
        self._last_private().locator(".press", has_text=label).first.click()

    def _press(self, label: str) -> None:
        self._opens(label)
        self.page.wait_for_timeout(2000)

    def _choose(self, select: str, option: str) -> None:
        message = self._last_private()
        message.locator(".select-head", has_text=select).last.click()
        box = message.locator(".select", has=self.page.locator(".select-head", has_text=select)).last
        box.locator(".option", has_text=option).first.click()

    def _be(self, name: str) -> None:
        self.pane.get_by_label("You are").select_option(label=name)

    def _go(self, channel: str) -> None:
        self.page.locator(f".pane.first .tree button:has(.name:text-is('{channel}'))").first.click()
        self.page.wait_for_timeout(1500)

    def _keep(self, name: str, message: Locator | None = None) -> None:
        self.page.wait_for_timeout(1500)
        (message or self._last_private()).screenshot(path=self.folder / f"help-{name}.png")


if __name__ == "__main__":
    main()
