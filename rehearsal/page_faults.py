"""The faults that the page offers as buttons: which levers each pulls, and what it means for the people in the room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rehearsal.levers import CREATE_MESSAGE

CALLBACK = "POST /interactions/*"
TOO_LATE = 4.0
Pull = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class PageFault:
    """One button. `means` is a sentence for somebody who knows nothing of networks; `pulls` are levers by name, with
    what each is given, as a scenario would write them."""

    name: str
    title: str
    means: str
    pulls: tuple[Pull, ...]


_BUTTONS = (
    PageFault(
        "slow", "Slow answer", "The bot's next answer comes too late: the person sees that it failed.",
        (("hang", {"seconds": TOO_LATE, "where": CALLBACK}),),
    ),
    PageFault(
        "lost", "Lost receipt", "The next answer arrives, but the bot is told that it did not.",
        (("answer", {"status": 502, "where": CALLBACK, "after": True}),),
    ),
    PageFault(
        "busy", "Discord is busy", "Discord turns the next three messages of the bot away.",
        (("answer", {"status": 503, "where": CREATE_MESSAGE, "times": 3}),),
    ),
    PageFault(
        "unheard", "Line cut after posting", "The next message is posted, then the line dies before the bot hears so.",
        (("reset", {"where": CREATE_MESSAGE, "after": True}),),
    ),
    PageFault(
        "cut", "Line cut", "The bot's live connection is cut; it should pick up where it was.",
        (("reset_gateway", {}),),
    ),
    PageFault(
        "reconnect", "Discord restarts", "Discord asks the bot to connect again, as it does every few hours.",
        (("reconnect", {}),),
    ),
    PageFault(
        "forget", "Missed everything", "The line is cut and Discord forgets the bot: it must read what it missed.",
        (("refuse_resume", {}), ("reset_gateway", {})),
    ),
    PageFault(
        "outage", "Discord is down", "Nothing works until you press “All well again”.",
        (
            ("answer", {"status": 503, "where": "*", "times": 10_000}),
            ("gateway_down", {"code": 1001}),
            ("reset_gateway", {}),
        ),
    ),
)  # fmt: skip
PAGE_FAULTS = {fault.name: fault for fault in _BUTTONS}
# What the page does to the bot's process: the lever, the title, and what it means.
BOT_ACTS = {
    "restart": ("Restart the bot", "It should come back knowing all it promised."),
    "kill": ("Stop the bot dead", "As if its machine lost power; start it again when you like."),
    "start": ("Start the bot", "After it was stopped dead."),
}
