"""Writes what was done as a scenario: each act a step, with a draft of an expectation for everything received.

The drafts are plain: the first words of each thing, who read it, whom it pinged. Whoever saved it sharpens them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from rehearsal.scenario.hearing import Heard, gather
from rehearsal.scenario.recording import Done, Recording

WORTH_TELLING = timedelta(seconds=15)
MOST_READERS = 5
# What differs from one playing to the next: times of day, dates, and how long ago something was.
_FLEETING = re.compile(
    r"\d{1,2}:\d{2}|\d{4}-\d{2}-\d{2}|\b\d+ (?:seconds?|minutes?)\b|\bago\b|\b\d{1,2} [A-Z][a-z]+ \d{4}"
)
_FIRST = frozenset({"message", "private", "dm"})


def written(recording: Recording, title: str) -> str:
    """The scenario as TOML; what could not be written stands in it as a comment."""
    return _Writer(recording).text(title)


class _Writer:
    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._labels: dict[int, str] = {}

    def text(self, title: str) -> str:
        acts = [done for done in self._recording.done if self._playable(done)]
        heard = [self._heard(done, after) for done, after in zip(acts, [*acts[1:], None], strict=True)]
        self._name_what_is_used(acts, heard)
        lines = [f"title = {_value(title)}", f"start = {_value(self._recording.start)}",
                 f"at = {_value(_moment(self._recording.began))}  # UTC"]  # fmt: skip
        told = set(map(id, acts))
        at, following = self._recording.began, iter(heard)
        for done in self._recording.done:
            if id(done) not in told:
                lines += ["", f"# Left out: {self._why(done)}."]
                continue
            because, later = next(following)
            if done.at - at >= WORTH_TELLING:
                lines += self._step({"until": _moment(done.at)}, [])
            lines += self._step(self._words(done), because.things)
            at = done.at
            if later.things:
                lines += self._step({"until": _moment(later.at)}, later.things)
                at = later.at
        return "\n".join(lines) + "\n"

    # ---- acts

    def _playable(self, done: Done) -> bool:
        findable = done.on is None or self._known(done) or bool({"press", "choose"} & done.words.keys())
        return bool(done.words) and findable and not self._idle(done)

    def _idle(self, done: Done) -> bool:
        return done.lever is not None and not done.lever.fired

    def _why(self, done: Done) -> str:
        if self._idle(done):
            return f"the fault {done.words['fault']}, which met nothing"
        return done.note or f"{done.words.get('who', 'somebody')} used a message from before the start"

    def _known(self, done: Done) -> bool:
        if any(other.made == done.on for other in self._recording.done):
            return True
        return any(one.message_id == done.on and one.from_bot for one in self._recording.stream.items)

    def _words(self, done: Done) -> dict[str, Any]:
        words = dict(done.words)
        label = self._labels.get(done.on or 0)
        if label is not None:
            verb = next((verb for verb in ("reply_to", "edit", "delete") if verb in words), "on")
            words[verb] = label
        if done.made in self._labels:
            words["as"] = self._labels[done.made or 0]
        return words

    def _name_what_is_used(self, acts: Iterable[Done], heard: Iterable[tuple[_Part, _Part]]) -> None:
        made = {done.made for done in acts} | {
            one.message_id for pair in heard for part in pair for one in part.things if one.seen in _FIRST}  # fmt: skip
        for done in acts:
            if done.on in made and done.on is not None:
                self._labels.setdefault(done.on, f"message {len(self._labels) + 1}")

    # ---- what people received

    def _heard(self, done: Done, after: Done | None) -> tuple[_Part, _Part]:
        """Because of the act, and later, as time passed."""
        stream = self._recording.stream
        end = after.first if after is not None else stream.seq
        moment = after.at if after is not None else self._recording.now
        rested = end if done.rested is None or done.rested > end else done.rested
        if moment - done.at < timedelta(seconds=1):
            rested = end
        news = [one for one in stream.items if done.first < one.seq <= end]
        now = gather([one for one in news if one.seq <= rested], by_people=done.by_people)
        later = gather([one for one in news if one.seq > rested], by_people=False)
        return _Part(done.at, now), _Part(moment, later)

    # ---- lines

    def _step(self, words: Mapping[str, Any], things: list[Heard]) -> list[str]:
        lines = ["", "[[step]]", *(f"{word} = {_value(value)}" for word, value in words.items())]
        drafts = sorted((self._draft(one) for one in things), key=lambda draft: -len(str(next(iter(draft.values())))))
        merged: list[dict[str, Any]] = []
        for draft in drafts:
            same = next((one for one in merged if {**one, "times": 0} == {**draft, "times": 0}), None)
            if same is not None and "as" not in draft:
                same["times"] = same.get("times", 1) + 1
            else:
                merged.append(draft)
        if merged:
            lines += ["expect = [", *(f"    {_value(draft)}," for draft in merged), "]"]
        return lines

    def _draft(self, one: Heard) -> dict[str, Any]:
        readers = sorted(one.readers)
        draft: dict[str, Any] = {one.seen: "" if one.seen == "failed" else first_words(one.versions[-1])}
        if one.seen in ("message", "edit", "reaction", "deleted") and one.place != "dm":
            draft["in"] = one.place
        if one.seen == "message" and len(readers) <= MOST_READERS:
            draft["seen_by"] = readers
        elif len(readers) == 1 or one.place == "dm":
            draft["to"] = readers
        if one.seen == "message" and one.pinged:
            draft["pings"] = sorted(one.pinged)
        if one.seen in _FIRST and one.message_id in self._labels:
            draft["as"] = self._labels[one.message_id]
        return draft


class _Part:
    """What was received in one stretch, and when it ended."""

    def __init__(self, at: datetime, things: list[Heard]) -> None:
        self.at = at
        self.things = things


def first_words(text: str) -> str:
    """Enough of a text to know it again, and nothing in it that changes with the hour."""
    for line in text.splitlines():
        words = _FLEETING.split(line)[0][:80].strip()
        if len(re.findall(r"\w", words)) >= 4:
            return words
    return ""


def _moment(at: datetime) -> str:
    whole = at.astimezone(UTC)
    return f"{whole + timedelta(seconds=1) if whole.microsecond else whole:%Y-%m-%d %H:%M:%S}"


def _value(value: Any) -> str:
    if isinstance(value, dict):
        table: dict[str, Any] = value  # pyright: ignore[reportUnknownVariableType]  # values of a step
        return "{ " + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in table.items()) + " }"
    if isinstance(value, list):
        many: list[Any] = value  # pyright: ignore[reportUnknownVariableType]  # the same
        return "[" + ", ".join(map(_value, many)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _value(key)
