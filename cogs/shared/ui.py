"""The one router over buttons, selects and modals, and the doors by which features offer each other's buttons.

A `custom_id` is `feature:verb:row`. The row in the database is the state: the router re-reads nothing itself, it finds
the route, and the route's handler re-reads the row, checks rights, acts, answers and redraws. Unknown, old, forged and
failing ones get a sentence. Views only draw.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import discord

from cogs.shared.answers import in_time
from cogs.shared.errors import Doors

log = logging.getLogger(__name__)

_ID = re.compile(r"(?P<feature>[a-z_]{1,24}):(?P<verb>[a-z_]{1,32}):(?P<row>[A-Za-z0-9_.\-]{0,40})")
LONGEST_ID = 100


def custom_id(feature: str, verb: str, row: int | str = "") -> str:
    """The id of a component or modal of ours; `row` may carry a small choice behind a dot: `42.3`."""
    made = f"{feature}:{verb}:{row}"
    assert _ID.fullmatch(made), made
    assert len(made) <= LONGEST_ID, made
    return made


_NUMBERS = 1 << 63  # a row, a person or a server is called by less


@dataclass(frozen=True, slots=True)
class Press:
    """One press, choice or submit. `values` are a select's; `fields` a modal's, by the custom ids of its inputs."""

    interaction: discord.Interaction[Any]
    row: str
    values: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    @property
    def row_id(self) -> int:
        """The number in front of a dot; raises ValueError for forged ids, which the router answers."""
        number = int(self.row.partition(".")[0])
        if not 0 <= number < _NUMBERS:
            raise ValueError("no row has this number")
        return number

    @property
    def choice(self) -> str:
        """What stands behind the dot, or an empty string."""
        return self.row.partition(".")[2]

    @property
    def guild_id(self) -> int:
        """The server the press came from; raises ValueError for a press outside any server."""
        if self.interaction.guild_id is None:
            raise ValueError("not in a server")
        return self.interaction.guild_id

    def text(self, name: str) -> str:
        """What was typed into the field, stripped; empty when it was left empty."""
        return next(iter(self.fields.get(name, ())), "").strip()


Handler = Callable[[Press], Awaitable[None]]


class Router:
    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._routes: dict[tuple[str, str], Handler] = {}

    def on(self, feature: str, verb: str, handler: Handler) -> None:
        """Own `feature:verb:…`. A verb that changed stays known until no message carries it."""
        custom_id(feature, verb)
        assert (feature, verb) not in self._routes, (feature, verb)
        self._routes[feature, verb] = handler

    def knows(self, made: str) -> bool:
        match = _ID.fullmatch(made)
        return match is not None and (match["feature"], match["verb"]) in self._routes

    async def interaction(self, interaction: discord.Interaction[Any]) -> None:
        """The listener for every interaction; commands and autocomplete are the tree's."""
        if interaction.type not in (discord.InteractionType.component, discord.InteractionType.modal_submit):
            return
        data = cast("Mapping[str, Any]", interaction.data or {})
        made = str(data.get("custom_id", ""))
        match = _ID.fullmatch(made)
        handler = None if match is None else self._routes.get((match["feature"], match["verb"]))
        if match is None or handler is None:
            await self._doors.unknown(interaction)
            return
        press = Press(interaction, match["row"], tuple(data.get("values", ())), _fields(data.get("components", ())))
        place = f"{match['feature']}:{match['verb']}"
        await in_time(interaction, self._run(place, handler, press), self._doors.answer_within)

    async def _run(self, place: str, handler: Handler, press: Press) -> None:
        try:
            if await self._doors.may_enter(press.interaction):
                await handler(press)
                await self._doors.after(press.interaction)
        except ValueError as error:
            log.info("an id that is not ours at %s: %s", place, type(error).__name__)
            await self._doors.unknown(press.interaction)
        except Exception as error:  # noqa: BLE001 - this is the error door of every button, select and modal
            await self._doors.failed(press.interaction, place, error)


def _fields(components: Any) -> dict[str, tuple[str, ...]]:
    """A modal's answers, whatever kinds its inputs are; labels and rows are looked through."""
    found: dict[str, tuple[str, ...]] = {}
    for component in components or ():
        inner = component.get("component")
        found |= _fields([*component.get("components", ()), *([inner] if inner else [])])
        if "custom_id" in component:
            values = component.get("values")
            if values is None:
                value = component.get("value")
                values = [] if value is None else [value]
            found[str(component["custom_id"])] = tuple(str(value) for value in values)
    return found


MakeItem = Callable[[str], "discord.ui.Item[Any] | None"]
"""Makes a fresh item in a locale; None renders nothing."""

_offered: dict[str, MakeItem] = {}


def offer(name: str, make: MakeItem) -> None:
    """Fill a door by which other features show a button of this one: `offer("help-me", …)`."""
    _offered[name] = make


def door(name: str, locale: str = "en") -> "discord.ui.Item[Any] | None":
    """The button behind a door, or None: a door to something that is not there is not shown."""
    make = _offered.get(name)
    return None if make is None else make(locale)
