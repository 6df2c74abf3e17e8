"""What others are shown of help: a plan, shared words, a number that is wrong, a card in an open case."""

from __future__ import annotations

from playwright.sync_api import Locator

from tests.rehearsal.page.later_hands import Hands
from tests.rehearsal.page.take_written_screenshots import MESSAGE

URGENT = "i want to end it all tonight, i can't do this any more"


class Others(Hands):
    def _plan_read(self) -> None:
        self._be("Cove")
        self._go("general")
        self._command("privacy reach", way="Direct message")
        self._be("Ash")
        self._go("general")
        for part, words in (
            ("What helps me by myself", "A walk round the block. Tea. The blue playlist."),
            ("How I notice that it gets hard", "I stop answering. I sleep in the day."),
        ):
            self._command("my-plan")
            self._choose("Write or change a part", part)
            dialog = self._dialog()
            dialog.get_by_role("textbox").fill(words)
            self._submit(dialog)
        self._command("my-plan")
        self._tap("Save as a file")
        self._piece("small-answers")
        self._file("text")
        self._command("my-plan")
        self._opens("Share with one person…")
        dialog = self._dialog()
        dialog.get_by_label("With whom?").select_option(label="Cove")
        self._submit(dialog)
        self._be("Cove")
        self._go("Circlekeeper")
        told = self.page.locator(MESSAGE, has_text="would like you to know their plan").last
        told.wait_for(timeout=60_000)
        self._keep("plan-told", told)
        count = self.page.locator(MESSAGE).count()
        told.locator(".press", has_text="Read it").click()
        self.page.locator(MESSAGE).nth(count).wait_for(timeout=30_000)
        self._keep("plan-read", self._last())
        self._go("general")
        self._command("my-plan")
        self._keep("plan-lent")
        self.pane.locator(".member", has_text="Cove").click()
        self.page.get_by_role("menuitem", name="Leave the server").click()
        self._be("Ash")
        self._go("Circlekeeper")
        ended = self.page.locator(MESSAGE, has_text="The person with whom you shared your plan").last
        ended.wait_for(timeout=60_000)
        self._keep("plan-ended", ended)
        self._go("general")
        self._command("my-plan")
        self._tap("Delete my plan")
        self._tap("Delete my plan")
        self._piece("small-answers")

    def _shares(self) -> None:
        self._be("Ash")
        self._go("general")
        self._command("share")
        self._opens("Write it")
        dialog = self._dialog()
        dialog.get_by_label("Your words").fill("I have not told anyone: the evenings are long since I moved.")
        dialog.get_by_label("Your name").select_option(label="Only moderators can see my name")
        self._submit(dialog)
        self._piece("small-answers")
        posted = self.page.locator(f"{MESSAGE}:not(.private)", has_text="Somebody here would like to share").last
        posted.wait_for(timeout=30_000)
        self._keep("share-nameless", posted)
        self._be("Wren")
        self._go("general")
        self._read(posted)
        self._keep("share-for-moderators")
        self._be("Ash")
        self._go("general")
        self._read(posted)
        self._keep("share-own")
        self._tap("Take it back")
        self._piece("small-answers")
        gone = self.page.locator(f"{MESSAGE}:not(.private)", has_text="its author has taken it back").last
        gone.wait_for(timeout=30_000)
        self._keep("share-gone", gone)
        self._command("share")
        self._opens("Write it")
        dialog = self._dialog()
        dialog.get_by_label("Your words").fill(URGENT)
        self._submit(dialog)
        self._last_private().get_by_text("people on call").wait_for(timeout=30_000)
        self._keep("share-urgent")

    def _read(self, posted: Locator) -> None:
        before = self.page.locator(f"{MESSAGE}.private").count()
        posted.locator(".press", has_text="Read").click()
        self.page.locator(f"{MESSAGE}.private").nth(before).wait_for(timeout=30_000)

    def _wrong_link(self) -> None:
        self._be("Briar")
        self._go("general")
        self._command("helpline", country="Ireland", topic="Alcohol")
        self._opens("A link here is wrong")
        dialog = self._dialog()
        self._keep("wrong-link", dialog.locator(".sheet"))
        self.page.keyboard.press("Escape")
        dialog.wait_for(state="detached", timeout=30_000)

    def _wrong_and_own(self) -> None:
        self._be("Briar")
        self._go("general")
        for country, decision, name in (
            ("Ireland", "Hide it here", "wrong-hidden"),
            ("New Zealand", "It is right, keep it", "wrong-right"),
        ):
            self._be("Briar")
            self._go("general")
            self._command("helpline", country=country)
            self._opens("This number is wrong")
            dialog = self._dialog()
            dialog.get_by_label("What did you find?").select_option(label="Nobody answers")
            self._submit(dialog)
            self._be("Wren")
            self._go("alerts")
            notice = self.page.locator(MESSAGE, has_text="It is right, keep it").last
            notice.wait_for(timeout=30_000)
            number = notice.get_attribute("data-id")
            notice.locator(".press", has_text=decision).click()
            self.page.wait_for_timeout(2500)
            self._keep(name, self.page.locator(f"{MESSAGE}[data-id='{number}']"))
        self._be("Marlow")
        self._go("general")
        self._command("helplines reported")
        self._keep("reported")
        self._file("text")
        self._command("helplines add", country="Ireland", name="Our night line", topic="Alcohol", language="en",
                      phone="not a number")  # fmt: skip
        self._keep("own-line-refused")
        self._command("helplines add", country="Ireland", name="Our night line", topic="Alcohol", language="en",
                      phone="1800 459 459")  # fmt: skip
        for command in ("helplines remove", "helplines show-again"):
            self._command_with_choice(command, "line")
            self._piece("small-answers")

    def _responder(self) -> None:
        """What a responder is shown of the care card while the case is open."""
        self._be("Wren")
        self._go("alerts")
        notice = self.page.locator(MESSAGE, has=self.page.locator(".press", has_text="Their care card")).last
        before = self.page.locator(f"{MESSAGE}.private").count()
        notice.locator(".press", has_text="Their care card").click()
        self.page.locator(f"{MESSAGE}.private").nth(before).wait_for(timeout=30_000)
        self._keep("card-for-responder")

    def _offer(self) -> None:
        self._be("Ash")
        self._go("check-ins")
        asked = self.page.locator(MESSAGE, has=self.page.locator(".press", has_text="Very hard")).last
        before = self.page.locator(f"{MESSAGE}.private").count()
        asked.locator(".press", has_text="Very hard").click()
        self.page.locator(f"{MESSAGE}.private").nth(before).wait_for(timeout=30_000)
        self._keep("offer-after-check-in")
