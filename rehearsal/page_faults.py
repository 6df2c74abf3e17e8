"""The faults that the page offers as buttons: what each does, and what it means for the people in the room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rehearsal.faults import Lever
from rehearsal.server import Rehearsal

CALLBACK = "POST /interactions/*"
POST_MESSAGE = "POST /channels/{channel_id}/messages"


@dataclass(frozen=True, slots=True)
class PageFault:
    """One button. `means` is a sentence for somebody who knows nothing of networks."""

    name: str
    title: str
    means: str
    apply: Callable[[Rehearsal], None]


def _hang(rehearsal: Rehearsal) -> None:
    rehearsal.faults.add(Lever("hang", CALLBACK, seconds=4.0))


def _lose_answer(rehearsal: Rehearsal) -> None:
    rehearsal.faults.add(Lever("answer", CALLBACK, after=True, status=502))


def _refuse_messages(rehearsal: Rehearsal) -> None:
    rehearsal.faults.add(Lever("answer", POST_MESSAGE, times=3, status=503))


def _post_unheard(rehearsal: Rehearsal) -> None:
    rehearsal.faults.add(Lever("reset", POST_MESSAGE, after=True))


def _cut_line(rehearsal: Rehearsal) -> None:
    rehearsal.faults.note("reset_gateway")
    rehearsal.gateway.reset_all()


def _ask_reconnect(rehearsal: Rehearsal) -> None:
    rehearsal.faults.note("op7")
    rehearsal.gateway.say_all(b'{"op":7,"s":null,"t":null,"d":null}')


def _forget_session(rehearsal: Rehearsal) -> None:
    rehearsal.faults.resume_refusals = 1
    rehearsal.faults.note("forget_session")
    rehearsal.gateway.reset_all()


def _outage(rehearsal: Rehearsal) -> None:
    rehearsal.faults.add(Lever("answer", "*", times=None, status=503))
    rehearsal.faults.down_code = 1001
    rehearsal.gateway.reset_all()


_BUTTONS = (
    PageFault("slow", "Slow answer", "The bot's next answer comes too late: the person sees that it failed.", _hang),
    PageFault("lost", "Lost receipt", "The next answer arrives, but the bot is told that it did not.", _lose_answer),
    PageFault("busy", "Discord is busy", "Discord turns the next three messages of the bot away.", _refuse_messages),
    PageFault(
        "unheard",
        "Line cut after posting",
        "The next message is posted, then the line dies before the bot hears so.",
        _post_unheard,
    ),
    PageFault("cut", "Line cut", "The bot's live connection is cut; it should pick up where it was.", _cut_line),
    PageFault(
        "reconnect",
        "Discord restarts",
        "Discord asks the bot to connect again, as it does every few hours.",
        _ask_reconnect,
    ),
    PageFault(
        "forget",
        "Missed everything",
        "The line is cut and Discord forgets the bot: it must read again what it missed.",
        _forget_session,
    ),
    PageFault("outage", "Discord is down", "Nothing works until you press “All well again”.", _outage),
)
PAGE_FAULTS = {fault.name: fault for fault in _BUTTONS}
