"""What a person does with the bot's commands and components: the INTERACTION_CREATE that each act becomes.

Values for options, selects and modal fields are plain: text, numbers, booleans, ids of users, roles and
channels as integers, and files as (name, bytes). Discord's client checks them before anything is sent, and so
do these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from rehearsal.acts import Acts
from rehearsal.fields import Value, checked_option, filled_field
from rehearsal.resolved import Resolved
from rehearsal.wire import Json
from rehearsal.world import Interaction, Message, World, walk_components

Options: TypeAlias = Mapping[str, Value]

SUBCOMMAND, GROUP = 1, 2
SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
SELECTS = frozenset({3, 5, 6, 7, 8})


class CannotDo(Exception):  # noqa: N818  # a sentence for whoever plays the person
    """A real client would not let this person do this; the sentence says why."""


class Invocations:
    """Starts interactions on behalf of people. Each returns the `Interaction` record, whose fields tell the
    answer."""

    def __init__(self, world: World, acts: Acts) -> None:
        self._world = world
        self._acts = acts

    # ---- commands

    def command(self, user_id: int, channel_id: int, path: str, options: Options | None = None) -> Interaction:
        """Run a slash command by its full name, such as `circle create`."""
        root, leaf, nesting = self._leaf(user_id, channel_id, path)
        resolved = Resolved(self._world, channel_id, user_id)
        data = self._command_data(root, nesting, self._given(leaf, options or {}, resolved))
        return self._start(COMMAND, user_id, channel_id, resolved.add_to(data), f"/{path}")

    def complete(
        self, user_id: int, channel_id: int, path: str, option: str, text: str, options: Options | None = None
    ) -> Interaction:
        """Type `text` into an option that offers suggestions; the record's `autocomplete_choices` hold the
        answer."""
        root, leaf, nesting = self._leaf(user_id, channel_id, path)
        declared = {item["name"]: item for item in leaf.get("options") or ()}
        if not declared.get(option, {}).get("autocomplete"):
            raise CannotDo(f"/{path} has no option {option!r} that suggests values")
        resolved = Resolved(self._world, channel_id, user_id)
        given = self._given(leaf, options or {}, resolved, partial=True)
        given.append({"name": option, "type": declared[option]["type"], "value": text, "focused": True})
        data = self._command_data(root, nesting, given)
        record = self._start(AUTOCOMPLETE, user_id, channel_id, data, f"/{path} {option}:{text}")
        self._world.focused[record.id] = declared[option]["type"]
        return record

    def user_menu(self, user_id: int, channel_id: int, name: str, target_id: int) -> Interaction:
        """Use a command from the menu of a person."""
        root = self._root(user_id, channel_id, name, USER_MENU)
        resolved = Resolved(self._world, channel_id, user_id)
        resolved.user(target_id)
        data = self._menu_data(root, target_id)
        return self._start(COMMAND, user_id, channel_id, resolved.add_to(data), f"menu {name}")

    def message_menu(self, user_id: int, channel_id: int, name: str, message_id: int) -> Interaction:
        """Use a command from the menu of a message."""
        message = self._acts.visible(user_id, channel_id, message_id)
        root = self._root(user_id, channel_id, name, MESSAGE_MENU)
        resolved = Resolved(self._world, channel_id, user_id)
        resolved.message(message)
        data = self._menu_data(root, message_id)
        return self._start(COMMAND, user_id, channel_id, resolved.add_to(data), f"menu {name}")

    # ---- components

    def press(
        self, user_id: int, channel_id: int, message_id: int, custom_id: str, *, forged: bool = False
    ) -> Interaction:
        """Press a button. `forged` sends an id that the message does not carry, as a modified client could."""
        message = self._acts.visible(user_id, channel_id, message_id)
        data: Json = {"custom_id": custom_id, "component_type": 2}
        if not forged:
            button = self._component(message, custom_id)
            if button["type"] != 2:
                raise CannotDo(f"{custom_id!r} is not a button")
            data["id"] = button.get("id", 1)
        return self._start(COMPONENT, user_id, channel_id, data, f"press {custom_id}", source=message)

    def choose(
        self, user_id: int, channel_id: int, message_id: int, custom_id: str, values: Iterable[Value]
    ) -> Interaction:
        """Choose values in a select."""
        message = self._acts.visible(user_id, channel_id, message_id)
        select = self._component(message, custom_id)
        if select["type"] not in SELECTS:
            raise CannotDo(f"{custom_id!r} is not a select")
        resolved = Resolved(self._world, channel_id, user_id)
        field = filled_field(select | {"required": False}, list(values), resolved)
        data: Json = {"custom_id": custom_id, "component_type": select["type"], "values": field["values"]}
        data["id"] = select.get("id", 1)
        return self._start(COMPONENT, user_id, channel_id, resolved.add_to(data), f"choose {custom_id}", source=message)

    def submit(self, user_id: int, shown: Interaction, values: Mapping[str, Value | list[Value]]) -> Interaction:
        """Fill and send the modal that an earlier interaction opened; values by custom id."""
        modal = shown.modal
        if modal is None or shown.user_id != user_id:
            raise CannotDo("no modal is open for this person")
        if shown.modal_consumed:
            raise CannotDo("this modal has been sent already")
        resolved = Resolved(self._world, shown.channel_id, user_id)
        rows = [self._row(row, values, resolved) for row in modal["components"]]
        known = {item["custom_id"] for item in walk_components(modal["components"]) if "custom_id" in item}
        unknown = set(values) - known
        if unknown:
            raise CannotDo(f"the modal has no field {min(unknown)!r}")
        shown.modal_consumed = True
        source = None
        if shown.source_message_id is not None:
            source = self._world.message(shown.channel_id, shown.source_message_id)
        data = resolved.add_to({"custom_id": modal["custom_id"], "components": rows})
        what = f"submit {modal['custom_id']}"
        return self._start(MODAL, user_id, shown.channel_id, data, what, source=source, opener=shown)

    # ---- inside

    def _row(self, row: Json, values: Mapping[str, Value | list[Value]], resolved: Resolved) -> Json:
        shown: Json = {"type": row["type"], "id": row.get("id", 1)}
        if row["type"] == 18:
            field: Json = row["component"]
            return shown | {"component": filled_field(field, values.get(field["custom_id"]), resolved)}
        if row["type"] == 1:
            fields: list[Json] = row["components"]
            return shown | {
                "components": [filled_field(item, values.get(item["custom_id"]), resolved) for item in fields]
            }
        return shown

    def _start(
        self,
        kind: int,
        user_id: int,
        channel_id: int,
        data: Json,
        what: str,
        *,
        source: Message | None = None,
        opener: Interaction | None = None,
    ) -> Interaction:
        world = self._world
        world.require(user_id, channel_id)
        record, payload = world.begin_interaction(kind, user_id, channel_id, data, source=source)
        if opener is not None:
            world.opened(record, opener)
        seq = self._acts.note("interact", user_id, interaction=str(record.id), did=what)
        self._acts.remember(str(record.id), seq)
        world.tell("INTERACTION_CREATE", payload)
        return record

    def _root(self, user_id: int, channel_id: int, name: str, kind: int) -> Json:
        for command in self._world.commands_for(user_id, channel_id, kind):
            if command["name"] == name:
                return command
        raise CannotDo(f"no command {name!r} is offered to this person here")

    def _leaf(self, user_id: int, channel_id: int, path: str) -> tuple[Json, Json, list[Json]]:
        names = path.split()
        root: Json = self._root(user_id, channel_id, names[0], SLASH)
        node = root
        nesting: list[Json] = []
        for name in names[1:]:
            children = [item for item in node.get("options") or () if item["type"] in (SUBCOMMAND, GROUP)]
            found = next((item for item in children if item["name"] == name), None)
            if found is None:
                raise CannotDo(f"/{path}: there is no {name!r}")
            node: Json = found
            nesting.append(node)
        if any(item["type"] in (SUBCOMMAND, GROUP) for item in node.get("options") or ()):
            raise CannotDo(f"/{path} needs a subcommand")
        return root, node, nesting

    def _given(self, leaf: Json, options: Options, resolved: Resolved, *, partial: bool = False) -> list[Json]:
        declared = {item["name"]: item for item in leaf.get("options") or ()}
        for name in options:
            if name not in declared:
                raise CannotDo(f"the command has no option {name!r}")
        missing = [name for name, item in declared.items() if item.get("required") and name not in options]
        if missing and not partial:
            raise CannotDo(f"the option {missing[0]!r} is required")
        return [
            {"name": name, "type": item["type"], "value": checked_option(item, options[name], resolved)}
            for name, item in declared.items()
            if name in options
        ]

    @staticmethod
    def _command_data(root: Json, nesting: list[Json], given: list[Json]) -> Json:
        options = given
        for node in reversed(nesting):
            options = [{"name": node["name"], "type": node["type"], "options": options}]
        data: Json = {"id": root["id"], "name": root["name"], "type": SLASH, "options": options}
        return data | ({"guild_id": root["guild_id"]} if root.get("guild_id") else {})

    @staticmethod
    def _menu_data(root: Json, target_id: int) -> Json:
        data: Json = {"id": root["id"], "name": root["name"], "type": root["type"], "target_id": str(target_id)}
        return data | ({"guild_id": root["guild_id"]} if root.get("guild_id") else {})

    def _component(self, message: Message, custom_id: str) -> Json:
        for component in walk_components(message.components):
            if component.get("custom_id") == custom_id:
                if component.get("disabled"):
                    raise CannotDo(f"{custom_id!r} is disabled")
                return component
        raise CannotDo(f"the message has no {custom_id!r}")
