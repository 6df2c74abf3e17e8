"""Interactions that wait for the bot: answered, or "This interaction failed" after three seconds of the clock."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from rehearsal.people.plain import naming, plain
from rehearsal.people.reading import modal_text
from rehearsal.people.witness import Witness
from rehearsal.transcript import Transcript
from rehearsal.wire import Json
from rehearsal.world import Interaction, World

PATIENCE = timedelta(seconds=3)
FAILED = "This interaction failed"
NO_ANSWER = "The application did not respond"
Outcome = Literal["message", "deferred", "deferred_update", "update", "modal", "autocomplete", "pong", "failed"]


@dataclass(slots=True)
class Waiting:
    """One interaction that a person started; `outcome` is set once, by the bot's answer or by the deadline."""

    record: Interaction
    did: str
    outcome: asyncio.Future[Outcome]
    timer: asyncio.TimerHandle | None = None

    @property
    def person(self) -> int:
        """Who waits."""
        return self.record.user_id


class WaitingRoom:
    """Watches open interactions. `open_modals` holds, per person, the interaction whose modal is on their screen;
    `changed` listeners are told the person whose waits or modal changed."""

    def __init__(self, world: World, transcript: Transcript, witness: Witness) -> None:
        self._world = world
        self._transcript = transcript
        self._witness = witness
        self._open: dict[int, Waiting] = {}
        self.open_modals: dict[int, Interaction] = {}
        self.changed: list[Callable[[int], None]] = []
        self.failures: dict[int, list[tuple[int, int, str]]] = {}
        transcript.watchers.append(self._crossed)
        world.private_listeners.append(lambda event, _: self.look() if event == "INTERACTION_ANSWERED" else None)

    def expect(self, record: Interaction, did: str) -> Waiting:
        """Start to wait for the answer to an interaction."""
        loop = asyncio.get_running_loop()
        waiting = Waiting(record, did, loop.create_future())
        self._open[record.id] = waiting
        place = (record.channel_id, record.source_message_id or 0)
        self.failures[record.user_id] = [item for item in self.failures.get(record.user_id, []) if item[:2] != place]
        self._announce(record.user_id)
        waiting.timer = loop.call_later(PATIENCE.total_seconds() + 0.01, self.look)
        self.look()
        return waiting

    def of(self, person: int) -> list[Waiting]:
        """What this person waits for."""
        return [waiting for waiting in self._open.values() if waiting.person == person]

    async def outcome(self, interaction_id: int) -> Outcome:
        """How an interaction ended (at once, if it has)."""
        waiting = self._open.get(interaction_id)
        if waiting is not None:
            return await asyncio.shield(waiting.outcome)
        record = self._world.state.interactions[interaction_id]
        return _kind(record) if record.responded else "failed"

    def _crossed(self, record: Json) -> None:
        if self._open and ((record["door"] == "rest" and record["dir"] == "out") or record["door"] == "clock"):
            self.look()

    def look(self) -> None:
        """Settle every interaction that has been answered, or that has waited too long."""
        now = self._world.clock.now()
        for key, waiting in list(self._open.items()):
            record = waiting.record
            if record.responded:
                self._settle(key, waiting, _kind(record))
            elif now >= datetime.fromisoformat(record.initial_response_deadline or now.isoformat()):
                self._settle(key, waiting, "failed")
            elif waiting.timer is not None and waiting.timer.when() <= asyncio.get_running_loop().time():
                waiting.timer = asyncio.get_running_loop().call_later(0.1, self.look)

    def _settle(self, key: int, waiting: Waiting, outcome: Outcome) -> None:
        del self._open[key]
        if waiting.timer is not None:
            waiting.timer.cancel()
        record = waiting.record
        if outcome == "modal" and record.modal is not None:
            self.open_modals[record.user_id] = record
            name_of = naming(self._world, record.guild_id)
            text = modal_text(record.modal, lambda text: plain(text, name_of))
            self._tell(waiting, "modal", text)
        elif outcome == "autocomplete":
            names = [str(choice["name"]) for choice in record.autocomplete_choices or ()]
            self._tell(waiting, "choices", "\n".join(names))
        elif outcome == "failed" and record.type != 4:
            text = FAILED if record.type in (3, 5) else NO_ANSWER
            self.failures.setdefault(record.user_id, []).append(
                (record.channel_id, record.source_message_id or 0, text)
            )
            self._transcript.write("human", "out", "failed", who=self._world.state.users[record.user_id].name,
                                   cause=self._transcript.cause_of(str(record.id)), did=waiting.did)  # fmt: skip
            self._tell(waiting, "failed", f"{FAILED}: {waiting.did}")
        self._announce(record.user_id)
        if not waiting.outcome.done():
            with contextlib.suppress(asyncio.InvalidStateError):
                waiting.outcome.set_result(outcome)

    def close(self, person: int) -> None:
        """Take the modal off a person's screen."""
        self.open_modals.pop(person, None)
        self._announce(person)

    def _announce(self, person: int) -> None:
        for listener in self.changed:
            listener(person)

    def _tell(self, waiting: Waiting, kind: Literal["modal", "choices", "failed"], text: str) -> None:
        record = waiting.record
        self._witness.add(record.user_id, kind, text=text, channel_id=record.channel_id, interaction_id=record.id,
                          message_id=record.source_message_id or 0, from_bot=kind != "failed", private=True,
                          cause=self._transcript.cause_of(str(record.id)))  # fmt: skip


def _kind(record: Interaction) -> Outcome:
    return record.response_kind.value if record.response_kind is not None else "pong"
