"""What others are shown of help: a plan, shared words, a number that is wrong, a card in an open case."""

from __future__ import annotations

from tests.rehearsal.page.pictures.hand import Hand

URGENT = "i want to end it all tonight, i can't do this any more"


class Others(Hand):
    def _plan_read(self) -> None:
        self.be("Cove", "general")
        self.command("privacy reach", way="Direct message")
        self.be("Ash", "general")
        for part, words in (
            ("What helps me by myself", "A walk round the block. Tea. The blue playlist."),
            ("How I notice that it gets hard", "I stop answering. I sleep in the day."),
        ):
            self.command("my-plan")
            self.choose("Write or change a part", part)
            dialog = self.dialog()
            dialog.get_by_role("textbox").fill(words)
            self.hand_in(dialog)
        self.command("my-plan")
        self.tap("Save as a file")
        self.piece("small-answers")
        self.file("text")
        self.command("my-plan")
        self.press("Share with one person…")
        dialog = self.dialog()
        dialog.get_by_label("With whom?").select_option(label="Cove")
        self.hand_in(dialog)
        self.be("Cove", "Circlekeeper")
        told = self.saying("would like you to know their plan")
        self.keep("plan-told", told)
        self.tap("Read it")
        self.keep("plan-read")
        self.go("general")
        self.command("my-plan")
        self.keep("plan-lent")
        self.pane.locator(".member", has_text="Cove").click()
        self.page.get_by_role("menuitem", name="Leave the server").click()
        self.be("Ash", "Circlekeeper")
        ended = self.saying("The person with whom you shared your plan")
        self.keep("plan-ended", ended)
        self.go("general")
        self.command("my-plan")
        self.tap("Delete my plan")
        self.tap("Delete my plan")
        self.piece("small-answers")

    def _shares(self) -> None:
        self.be("Ash", "general")
        self.command("share")
        self.press("Write it")
        dialog = self.dialog()
        dialog.get_by_label("Your words").fill("I have not told anyone: the evenings are long since I moved.")
        dialog.get_by_label("Your name").select_option(label="Only moderators can see my name")
        self.hand_in(dialog)
        self.piece("small-answers")
        posted = self.saying("Somebody here would like to share", public=True)
        self.keep("share-nameless", posted)
        self.be("Wren", "general")
        self.ask("Read", posted)
        self.keep("share-for-moderators")
        self.be("Ash", "general")
        self.ask("Read", posted)
        self.keep("share-own")
        self.tap("Take it back")
        self.piece("small-answers")
        gone = self.saying("its author has taken it back", public=True)
        self.keep("share-gone", gone)
        self.command("share")
        self.press("Write it")
        dialog = self.dialog()
        dialog.get_by_label("Your words").fill(URGENT)
        self.hand_in(dialog)
        self.private.last.get_by_text("people on call").wait_for(timeout=30_000)
        self.keep("share-urgent")

    def _wrong_link(self) -> None:
        self.be("Briar", "general")
        self.command("helpline", country="Ireland", topic="Alcohol")
        self.press("A link here is wrong")
        dialog = self.dialog()
        self.keep("wrong-link", dialog.locator(".sheet"))
        self.leave(dialog)

    def _wrong_and_own(self) -> None:
        self.be("Briar", "general")
        for country, decision, name in (
            ("Ireland", "Hide it here", "wrong-hidden"),
            ("New Zealand", "It is right, keep it", "wrong-right"),
        ):
            self.be("Briar", "general")
            self.command("helpline", country=country)
            self.press("This number is wrong")
            dialog = self.dialog()
            dialog.get_by_label("What did you find?").select_option(label="Nobody answers")
            self.hand_in(dialog)
            self.be("Wren", "alerts")
            notice = self.saying("It is right, keep it")
            number = notice.get_attribute("data-id")
            self.press(decision, notice)
            self.page.wait_for_timeout(2500)
            self.keep(name, self.pane.locator(f".message[data-id='{number}']"))
        self.be("Marlow", "general")
        self.command("helplines reported")
        self.keep("reported")
        self.file("text")
        self.command("helplines add", country="Ireland", name="Our night line", topic="Alcohol", language="en",
                      phone="not a number")  # fmt: skip
        self.keep("own-line-refused")
        self.command("helplines add", country="Ireland", name="Our night line", topic="Alcohol", language="en",
                      phone="1800 459 459")  # fmt: skip
        for command in ("helplines remove", "helplines show-again"):
            self.run_with_first(command, "line")
            self.piece("small-answers")

    def _responder(self) -> None:
        """What a responder is shown of the care card while the case is open."""
        self.be("Wren", "alerts")
        notice = self.with_button("Their care card")
        self.ask("Their care card", notice)
        self.keep("card-for-responder")

    def _offer(self) -> None:
        self.be("Ash", "check-ins")
        asked = self.with_button("Very hard")
        self.ask("Very hard", asked)
        self.keep("offer-after-check-in")
