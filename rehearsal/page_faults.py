"""The faults that the page offers as buttons: which lever each pulls, and what it means for the people in the room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rehearsal.levers import CREATE_MESSAGE, Levers

CALLBACK = "POST /interactions/*"
TOO_LATE = 4.0


@dataclass(frozen=True, slots=True)
class PageFault:
    """One button. `means` is a sentence for somebody who knows nothing of networks."""

    name: str
    title: str
    means: str
    pull: Callable[[Levers], object]


def _forget(levers: Levers) -> None:
    levers.refuse_resume()
    levers.reset_gateway()


def _outage(levers: Levers) -> None:
    levers.answer(503, where="*", times=None)
    levers.gateway_down(1001)
    levers.reset_gateway()


_BUTTONS = (
    PageFault(
        "slow", "Slow answer", "The bot's next answer comes too late: the person sees that it failed.",
        lambda levers: levers.hang(TOO_LATE, where=CALLBACK),
    ),
    PageFault(
        "lost", "Lost receipt", "The next answer arrives, but the bot is told that it did not.",
        lambda levers: levers.answer(502, where=CALLBACK, after=True),
    ),
    PageFault(
        "busy", "Discord is busy", "Discord turns the next three messages of the bot away.",
        lambda levers: levers.answer(503, where=CREATE_MESSAGE, times=3),
    ),
    PageFault(
        "unheard", "Line cut after posting", "The next message is posted, then the line dies before the bot hears so.",
        lambda levers: levers.reset(where=CREATE_MESSAGE, after=True),
    ),
    PageFault(
        "cut", "Line cut", "The bot's live connection is cut; it should pick up where it was.",
        lambda levers: levers.reset_gateway(),
    ),
    PageFault(
        "reconnect", "Discord restarts", "Discord asks the bot to connect again, as it does every few hours.",
        lambda levers: levers.reconnect(),
    ),
    PageFault(
        "forget", "Missed everything", "The line is cut and Discord forgets the bot: it must read what it missed.",
        _forget,
    ),
    PageFault("outage", "Discord is down", "Nothing works until you press “All well again”.", _outage),
)  # fmt: skip
PAGE_FAULTS = {fault.name: fault for fault in _BUTTONS}
