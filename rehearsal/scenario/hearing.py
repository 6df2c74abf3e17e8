"""What people received during a step, gathered into the things that happened: one message is one thing for all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rehearsal.people.stream import Received
from rehearsal.scenario.script import Expectation, Seen

_KINDS: dict[str, Seen] = {
    "message": "message",
    "private": "private",
    "dm": "dm",
    "edit": "edit",
    "modal": "form",
    "failed": "failed",
    "thread": "thread",
    "delete": "deleted",
    "you": "role",
    "reaction": "reaction",
}
# Private things are one person's: the same words to two people are two things.
_OF_ONE = frozenset({"private", "dm", "form", "failed", "role"})


@dataclass(slots=True)
class Heard:
    """One thing that people received. `versions` are its texts in the order in which they read them."""

    seen: Seen
    place: str
    message_id: int
    channel_id: int
    versions: list[str] = field(default_factory=list[str])
    readers: set[str] = field(default_factory=set[str])
    pinged: set[str] = field(default_factory=set[str])

    def __str__(self) -> str:
        whom = ", ".join(sorted(self.readers)) if len(self.readers) < 4 else f"{len(self.readers)} people"
        pings = f", pinging {', '.join(sorted(self.pinged))}" if self.pinged and self.seen == "message" else ""
        words = " / ".join(line for line in self.versions[-1].splitlines() if line.strip())
        return f"{self.seen} in #{self.place} to {whom}{pings}: “{words[:240]}”"


def gather(received: Iterable[Received], *, by_people: bool) -> list[Heard]:
    """The things of one step. With `by_people` a person changed roles, membership or messages: that is no surprise.

    Edits of a message count once, with every version; a promise to answer counts as its answer, and alone as failed.
    """
    found: dict[tuple[object, ...], Heard] = {}
    thinking: dict[tuple[int, str], Received] = {}
    for one in received:
        if one.kind == "thinking":
            thinking[one.message_id, one.who] = one
            continue
        if one.kind in ("message", "private", "dm"):
            thinking.pop((one.message_id, one.who), None)
        if not _counts(one, by_people):
            continue
        seen = _KINDS[one.kind]
        if seen == "edit":
            first = next((h for h in found.values() if h.message_id == one.message_id and one.who in h.readers), None)
            if first is not None:
                _read(first, one)
                continue
        alone = one.who if seen in _OF_ONE or one.private else ""
        key = (seen, one.message_id or one.seq, alone, one.text if seen in ("thread", "reaction") else "")
        heard = found.setdefault(key, Heard(seen, one.channel, one.message_id, one.channel_id))
        _read(heard, one)
    for one in thinking.values():
        heard = Heard("failed", one.channel, one.message_id, one.channel_id, ["still thinking…"], {one.who})
        found["thinking", one.seq] = heard
    return list(found.values())


def _read(heard: Heard, one: Received) -> None:
    heard.readers.add(one.who)
    if one.pinged:
        heard.pinged.add(one.who)
    if not heard.versions or heard.versions[-1] != one.text:
        heard.versions.append(one.text)


def _counts(one: Received, by_people: bool) -> bool:
    if one.kind == "choices":
        return False
    if one.kind in ("delete", "you"):
        return not by_people
    return one.from_bot or one.kind == "failed"


def fits(expected: Expectation, heard: Heard) -> bool:
    """Whether this thing is what was meant, by its kind, words, place and readers (pings are judged apart)."""
    if expected.seen != heard.seen or (expected.place is not None and expected.place.lstrip("#") != heard.place):
        return False
    if not set(expected.to) <= heard.readers:
        return False
    if expected.seen_by is not None and set(expected.seen_by) != heard.readers:
        return False
    return any(all(part in text for part in expected.parts) for text in heard.versions)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What did not hold, a sentence each; the things that were given a label; the expectations that held."""

    problems: list[str]
    labels: dict[str, Heard]
    held: list[Expectation]


def judge(expects: Iterable[Expectation], heard: Iterable[Heard], ignores: Iterable[Expectation] = ()) -> Verdict:
    """The world is closed: what was received and is not named by any expectation is a failure too."""
    left = list(heard)
    problems: list[str] = []
    labels: dict[str, Heard] = {}
    held: list[Expectation] = []
    for expected in expects:
        matching = [one for one in left if fits(expected, one)][: expected.times]
        flaws: list[str] = []
        for one in matching:
            left.remove(one)
            flaws += _flaws(expected, one)
            if expected.label:
                labels[expected.label] = one
        problems += flaws
        if matching and len(matching) == expected.times and not flaws:
            held.append(expected)
        if len(matching) < expected.times and not (expected.maybe):
            number = f" ({len(matching)} of {expected.times})" if expected.times > 1 else ""
            problems.append(f"expected and not received{number}: {expected}")
    patient = list(ignores)
    problems += [
        f"received and not expected: {one}" for one in left if not any(fits(expected, one) for expected in patient)
    ]
    return Verdict(problems, labels, held)


def _flaws(expected: Expectation, heard: Heard) -> list[str]:
    found = [f"“{word}” must not stand in {heard}" for word in expected.never if any(word in t for t in heard.versions)]
    if expected.seen == "message" and set(expected.pings) != heard.pinged:
        wanted = ", ".join(sorted(expected.pings)) or "nobody"
        found.append(f"it should ping {wanted}, and pinged {', '.join(sorted(heard.pinged)) or 'nobody'}: {heard}")
    return found
